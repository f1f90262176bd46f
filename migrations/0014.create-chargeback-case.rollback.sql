DROP TABLE settlement.chargeback_step;
DROP TABLE settlement.chargeback_case;
