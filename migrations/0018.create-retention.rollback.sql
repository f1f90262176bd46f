DROP TABLE ops.disposal;
DROP TABLE ops.legal_hold;
DROP TABLE ops.retention_rule;
DROP TABLE settlement.disposed_through;
