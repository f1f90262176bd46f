-- What looks wrong about payments and statements, by which rule, and what people said to it.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE settlement.anomaly_rule (
  rule_code  text NOT NULL,
  name_ko    text NOT NULL,
  name_en    text NOT NULL,
  parameters jsonb NOT NULL,
  is_enabled boolean NOT NULL DEFAULT true,
  CONSTRAINT anomaly_rule_pk PRIMARY KEY (rule_code)
);
COMMENT ON TABLE settlement.anomaly_rule IS 'The rules that look for anomalies, each a routine settlement.find_<rule_code>, with their thresholds.';
COMMENT ON COLUMN settlement.anomaly_rule.parameters IS 'Thresholds and windows by name; what each means stands in docs/explanation/anomalies.md. Shares are parts of one.';
COMMENT ON COLUMN settlement.anomaly_rule.is_enabled IS 'Off: the rule finds nothing.';

CREATE TABLE settlement.anomaly (
  tenant_id      uuid NOT NULL,
  anomaly_id     uuid NOT NULL DEFAULT uuidv7(),
  rule_code      text NOT NULL,
  subject        text NOT NULL,
  observed       numeric NOT NULL,
  threshold      numeric NOT NULL,
  explanation_ko text NOT NULL,
  explanation_en text NOT NULL,
  status         text NOT NULL DEFAULT 'open',
  detected_at    timestamptz NOT NULL,
  decided_at     timestamptz,
  decided_by     uuid,
  note           text NOT NULL DEFAULT '',
  created_at     timestamptz NOT NULL DEFAULT now(),
  created_by     uuid NOT NULL,
  CONSTRAINT anomaly_pk PRIMARY KEY (tenant_id, anomaly_id),
  CONSTRAINT anomaly_subject_uq UNIQUE (tenant_id, rule_code, subject),
  CONSTRAINT anomaly_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT anomaly_rule_fk FOREIGN KEY (rule_code) REFERENCES settlement.anomaly_rule (rule_code),
  CONSTRAINT anomaly_status_ck CHECK (status IN ('open', 'acknowledged', 'false_alarm')),
  CONSTRAINT anomaly_decided_ck CHECK ((status = 'open') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL))
);
COMMENT ON TABLE settlement.anomaly IS 'What a rule found about a tenant, once for each subject, so that what was called a false alarm stays quiet.';
COMMENT ON COLUMN settlement.anomaly.subject IS 'What it is about: a day, a month, a statement''s last day, two payments.';
COMMENT ON COLUMN settlement.anomaly.observed IS 'What was seen: a sum in minor units, a share, or a number, as the rule says.';
COMMENT ON COLUMN settlement.anomaly.threshold IS 'Where the rule begins to speak, in the unit of observed.';
COMMENT ON COLUMN settlement.anomaly.detected_at IS 'The instant that was looked back from.';
COMMENT ON COLUMN settlement.anomaly.note IS 'Why it was acknowledged or called a false alarm.';
CREATE INDEX anomaly_rule_ix ON settlement.anomaly (rule_code);
