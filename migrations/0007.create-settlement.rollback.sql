DROP TABLE settlement.adjustment;
DROP TABLE settlement.line;
DROP TABLE settlement.statement;
DROP TABLE settlement.withholding_rule;
DROP TABLE settlement.tenant_clock;
DROP TABLE settlement.terms;
