-- Requests to change a contract, and what each applied one did to which version.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE pricing.pricing_change_request (
  pricing_change_request_id uuid NOT NULL DEFAULT uuidv7(),
  request_key      text NOT NULL,
  tenant_id        uuid,
  pricing_plan_id  uuid,
  currency         text NOT NULL,
  change           jsonb NOT NULL,
  effective_on     date,
  difference       jsonb NOT NULL,
  begins_on        date NOT NULL,
  reason           text NOT NULL,
  status           text NOT NULL DEFAULT 'requested',
  created_at       timestamptz NOT NULL DEFAULT now(),
  created_by       uuid NOT NULL,
  decided_at       timestamptz,
  decided_by       uuid,
  decision_reason  text,
  CONSTRAINT pricing_change_request_pk PRIMARY KEY (pricing_change_request_id),
  CONSTRAINT pricing_change_request_key_uq UNIQUE (request_key),
  CONSTRAINT pricing_change_request_plan_fk FOREIGN KEY (pricing_plan_id) REFERENCES pricing.pricing_plan (pricing_plan_id),
  CONSTRAINT pricing_change_request_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT pricing_change_request_owner_ck CHECK ((tenant_id IS NULL) <> (pricing_plan_id IS NULL)),
  CONSTRAINT pricing_change_request_reason_ck CHECK (btrim(reason) <> ''),
  CONSTRAINT pricing_change_request_status_ck CHECK (status IN ('requested', 'applied', 'rejected', 'withdrawn')),
  CONSTRAINT pricing_change_request_decided_ck CHECK ((status = 'requested') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
  CONSTRAINT pricing_change_request_second_ck CHECK (status <> 'applied' OR decided_by <> created_by)
);
COMMENT ON TABLE pricing.pricing_change_request IS 'Somebody asks for a change of a tenant''s or a plan''s contract; another person approves it, and it is applied in the same transaction.';
COMMENT ON COLUMN pricing.pricing_change_request.request_key IS 'Idempotency: the same key and content is the same request.';
COMMENT ON COLUMN pricing.pricing_change_request.change IS 'The keys of the tenants'' file that change, and "replace": rules that take the place of what is in force on their day.';
COMMENT ON COLUMN pricing.pricing_change_request.effective_on IS 'The first day of what has no date of its own; null: the first open day.';
COMMENT ON COLUMN pricing.pricing_change_request.difference IS 'What it changes, by selector and day, as it was when it was asked for: exactly this is approved.';
COMMENT ON COLUMN pricing.pricing_change_request.begins_on IS 'The first day on which the contract differs (-infinity: from its beginning).';
COMMENT ON COLUMN pricing.pricing_change_request.status IS 'requested, then applied (approved by another person), rejected or withdrawn.';
CREATE INDEX pricing_change_request_tenant_ix ON pricing.pricing_change_request (tenant_id);
CREATE INDEX pricing_change_request_plan_ix ON pricing.pricing_change_request (pricing_plan_id);
CREATE INDEX pricing_change_request_currency_ix ON pricing.pricing_change_request (currency);
CREATE INDEX pricing_change_request_open_ix ON pricing.pricing_change_request (created_at) WHERE status = 'requested';

CREATE TABLE pricing.change_effect (
  pricing_change_request_id uuid NOT NULL,
  version_id      uuid NOT NULL,
  subject         text NOT NULL,
  effect          text NOT NULL,
  version_before  jsonb,
  version_after   jsonb,
  CONSTRAINT change_effect_pk PRIMARY KEY (pricing_change_request_id, version_id),
  CONSTRAINT change_effect_request_fk FOREIGN KEY (pricing_change_request_id)
    REFERENCES pricing.pricing_change_request (pricing_change_request_id),
  CONSTRAINT change_effect_effect_ck CHECK (effect = CASE WHEN version_before IS NULL THEN 'added' WHEN version_after IS NULL THEN 'removed' ELSE 'changed' END),
  CONSTRAINT change_effect_version_ck CHECK (version_before IS NOT NULL OR version_after IS NOT NULL)
);
COMMENT ON TABLE pricing.change_effect IS 'Which versions of a contract an applied request added, ended or took back.';
COMMENT ON COLUMN pricing.change_effect.version_id IS 'Of the fee rule, plan assignment, promotion, coupon share, terms or schedule.';
COMMENT ON COLUMN pricing.change_effect.subject IS 'What the version is of: fee_rule, plan, promotion, coupon_share, terms, schedule or tax_type.';
CREATE INDEX change_effect_version_ix ON pricing.change_effect (version_id);
