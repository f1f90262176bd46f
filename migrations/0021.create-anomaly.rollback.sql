DROP TABLE settlement.anomaly;
DROP TABLE settlement.anomaly_rule;
