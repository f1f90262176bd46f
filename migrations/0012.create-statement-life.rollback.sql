DROP TABLE settlement.adjustment_attachment;
DROP TABLE settlement.adjustment_request;
DROP TABLE settlement.statement_signature;
DROP TABLE settlement.statement_hold;
ALTER TABLE settlement.statement DROP CONSTRAINT statement_reviewed_ck;
