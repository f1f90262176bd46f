-- Disputes of captured payments: the case, its hold, and every step it took.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE settlement.chargeback_case (
  tenant_id           uuid NOT NULL,
  chargeback_case_id  uuid NOT NULL DEFAULT uuidv7(),
  gateway_ref         text COLLATE "C" NOT NULL,
  reason_code         text NOT NULL,
  capture_ref         text COLLATE "C" NOT NULL,
  capture_day         date NOT NULL,
  capture_event_id    uuid NOT NULL,
  schedule_code       text NOT NULL,
  amount_minor        bigint NOT NULL,
  currency            text NOT NULL,
  status              text NOT NULL DEFAULT 'open',
  held_minor          bigint NOT NULL DEFAULT 0,
  restored_minor      bigint NOT NULL DEFAULT 0,
  chargeback_day      date,
  chargeback_event_id uuid,
  opened_on           date NOT NULL,
  respond_by          date,
  decided_on          date,
  created_at          timestamptz NOT NULL DEFAULT now(),
  created_by          uuid NOT NULL,
  CONSTRAINT chargeback_case_pk PRIMARY KEY (tenant_id, chargeback_case_id),
  CONSTRAINT chargeback_case_gateway_ref_uq UNIQUE (tenant_id, gateway_ref),
  CONSTRAINT chargeback_case_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT chargeback_case_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT chargeback_case_gateway_ref_ck CHECK (length(gateway_ref) BETWEEN 1 AND 200),
  CONSTRAINT chargeback_case_reason_ck CHECK (btrim(reason_code) <> '' AND length(reason_code) <= 100),
  CONSTRAINT chargeback_case_status_ck CHECK (status IN ('open', 'won', 'lost', 'withdrawn')),
  CONSTRAINT chargeback_case_amount_ck CHECK (amount_minor > 0),
  CONSTRAINT chargeback_case_held_ck CHECK (held_minor BETWEEN 0 AND amount_minor AND (status = 'open' OR held_minor = 0)),
  CONSTRAINT chargeback_case_event_ck CHECK ((chargeback_event_id IS NULL) = (chargeback_day IS NULL)
    AND (chargeback_event_id IS NULL OR status IN ('lost', 'won'))),
  CONSTRAINT chargeback_case_restored_ck CHECK (restored_minor >= 0 AND (restored_minor = 0 OR (status = 'won' AND chargeback_event_id IS NOT NULL))),
  CONSTRAINT chargeback_case_decided_ck CHECK ((status = 'open') = (decided_on IS NULL))
);
COMMENT ON TABLE settlement.chargeback_case IS 'A dispute about one captured payment. While it is open its hold keeps the disputed amount from the tenant; held and returned together never exceed what was captured.';
COMMENT ON COLUMN settlement.chargeback_case.gateway_ref IS 'The gateway''s reference of the dispute; the chargeback is recorded under it if the case is lost.';
COMMENT ON COLUMN settlement.chargeback_case.reason_code IS 'Why the cardholder disputes it, as the gateway says.';
COMMENT ON COLUMN settlement.chargeback_case.capture_event_id IS 'The disputed capture; capture_day is its settlement day, so that look-ups prune.';
COMMENT ON COLUMN settlement.chargeback_case.schedule_code IS 'The settlement schedule of the capture: its statements show hold and release.';
COMMENT ON COLUMN settlement.chargeback_case.amount_minor IS 'What is disputed.';
COMMENT ON COLUMN settlement.chargeback_case.held_minor IS 'What the hold keeps from the tenant now: less than disputed if a refund took part of it, 0 once the case is decided.';
COMMENT ON COLUMN settlement.chargeback_case.restored_minor IS 'What the tenant got back because a lost case was won after all.';
COMMENT ON COLUMN settlement.chargeback_case.chargeback_event_id IS 'The chargeback that a lost case was closed by; none if all had been refunded.';
COMMENT ON COLUMN settlement.chargeback_case.respond_by IS 'The last day for evidence.';
-- One open dispute a payment: the card company decides it before the next one begins.
CREATE UNIQUE INDEX chargeback_case_open_uq ON settlement.chargeback_case (tenant_id, capture_event_id) WHERE status = 'open';
CREATE INDEX chargeback_case_currency_ix ON settlement.chargeback_case (currency);

CREATE TABLE settlement.chargeback_step (
  tenant_id          uuid NOT NULL,
  chargeback_step_id uuid NOT NULL DEFAULT uuidv7(),
  chargeback_case_id uuid NOT NULL,
  step_number        integer NOT NULL,
  step               text NOT NULL,
  status             text NOT NULL,
  held_change_minor  bigint NOT NULL,
  restored_minor     bigint NOT NULL,
  currency           text NOT NULL,
  adjustment_id      uuid,
  stepped_on         date NOT NULL,
  note               text NOT NULL,
  created_at         timestamptz NOT NULL DEFAULT now(),
  created_by         uuid NOT NULL,
  CONSTRAINT chargeback_step_pk PRIMARY KEY (tenant_id, chargeback_step_id),
  CONSTRAINT chargeback_step_number_uq UNIQUE (tenant_id, chargeback_case_id, step_number),
  CONSTRAINT chargeback_step_case_fk FOREIGN KEY (tenant_id, chargeback_case_id) REFERENCES settlement.chargeback_case (tenant_id, chargeback_case_id),
  CONSTRAINT chargeback_step_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT chargeback_step_step_ck CHECK (step IN ('opened', 'evidence', 'hold_released', 'won', 'lost', 'withdrawn')),
  CONSTRAINT chargeback_step_adjustment_ck CHECK ((adjustment_id IS NULL) = (restored_minor - held_change_minor = 0))
);
COMMENT ON TABLE settlement.chargeback_step IS 'What happened to a chargeback case, step by step; append-only. The held and restored amounts of its steps add up to the case''s.';
COMMENT ON COLUMN settlement.chargeback_step.step_number IS 'Counts the steps of a case from 1.';
COMMENT ON COLUMN settlement.chargeback_step.status IS 'The case''s state after the step.';
COMMENT ON COLUMN settlement.chargeback_step.held_change_minor IS 'How the hold changed: positive kept from the tenant, negative released to it.';
COMMENT ON COLUMN settlement.chargeback_step.restored_minor IS 'What the tenant got back of a chargeback.';
COMMENT ON COLUMN settlement.chargeback_step.adjustment_id IS 'The adjustment that carried both to the tenant''s statement.';
CREATE INDEX chargeback_step_currency_ix ON settlement.chargeback_step (currency);
