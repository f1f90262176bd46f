-- How long money records are kept, what keeps them longer, and the evidence of what was disposed of.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE settlement.disposed_through (
  tenant_id        uuid NOT NULL,
  disposed_on      date NOT NULL,
  recomputed_after date NOT NULL,
  CONSTRAINT disposed_through_pk PRIMARY KEY (tenant_id),
  CONSTRAINT disposed_through_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT disposed_through_order_ck CHECK (recomputed_after >= disposed_on)
);
COMMENT ON TABLE settlement.disposed_through IS 'How far a tenant''s money records were disposed of: statements that need what is gone are not computed anew.';
COMMENT ON COLUMN settlement.disposed_through.disposed_on IS 'Records of days up to here are gone, but for those that later ones need.';
COMMENT ON COLUMN settlement.disposed_through.recomputed_after IS 'Statements whose period began on or before this day stand as they are: a tier by the month before needs that month.';

CREATE TABLE ops.retention_rule (
  rule_key      text NOT NULL,
  valid_during  daterange NOT NULL,
  tax_months    integer NOT NULL,
  filing_days   integer NOT NULL,
  keep_years    integer NOT NULL,
  law_ko        text NOT NULL,
  law_en        text NOT NULL,
  CONSTRAINT retention_rule_pk PRIMARY KEY (rule_key, valid_during WITHOUT OVERLAPS),
  CONSTRAINT retention_rule_numbers_ck CHECK (tax_months IN (1, 3, 6, 12) AND filing_days BETWEEN 0 AND 180 AND keep_years BETWEEN 1 AND 30)
);
COMMENT ON TABLE ops.retention_rule IS 'How long records must be kept, by day of the record.';
COMMENT ON COLUMN ops.retention_rule.valid_during IS 'Days of the records that it is for.';
COMMENT ON COLUMN ops.retention_rule.tax_months IS 'Length of the tax period that a day belongs to; 6: the half-years of the VAT Act, art. 5.';
COMMENT ON COLUMN ops.retention_rule.filing_days IS 'The return is due so many days after the period, or on the next business day.';
COMMENT ON COLUMN ops.retention_rule.keep_years IS 'Years from that deadline.';

CREATE TABLE ops.legal_hold (
  legal_hold_id  uuid NOT NULL DEFAULT uuidv7(),
  tenant_id      uuid,
  held_days      daterange NOT NULL,
  reason         text NOT NULL,
  expires_on     date,
  created_at     timestamptz NOT NULL DEFAULT now(),
  created_by     uuid NOT NULL,
  released_at    timestamptz,
  released_by    uuid,
  release_reason text,
  CONSTRAINT legal_hold_pk PRIMARY KEY (legal_hold_id),
  CONSTRAINT legal_hold_days_ck CHECK (NOT isempty(held_days)),
  CONSTRAINT legal_hold_reason_ck CHECK (btrim(reason) <> ''),
  CONSTRAINT legal_hold_released_ck CHECK ((released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL))
);
COMMENT ON TABLE ops.legal_hold IS 'Records that must stay although their time is over: a dispute, an audit, an order.';
COMMENT ON COLUMN ops.legal_hold.tenant_id IS 'Whose records; null: everybody''s.';
COMMENT ON COLUMN ops.legal_hold.held_days IS 'Records of these days, and so everything up to them that would go along.';
COMMENT ON COLUMN ops.legal_hold.expires_on IS 'The last day of the hold; null: until it is released.';

CREATE TABLE ops.disposal (
  disposal_id    uuid NOT NULL DEFAULT uuidv7(),
  tenant_id      uuid,
  tenant_key     text NOT NULL,
  subject        text NOT NULL,
  first_day      date NOT NULL,
  last_day       date NOT NULL,
  disposed_count bigint NOT NULL,
  kept_count     bigint NOT NULL,
  amount_minor   bigint NOT NULL,
  currency       text NOT NULL,
  digest         bytea NOT NULL,
  kept_until     date NOT NULL,
  rule_key       text NOT NULL,
  law_ko         text NOT NULL,
  law_en         text NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  created_by     uuid NOT NULL,
  CONSTRAINT disposal_pk PRIMARY KEY (disposal_id),
  CONSTRAINT disposal_days_ck CHECK (first_day <= last_day),
  CONSTRAINT disposal_counts_ck CHECK (disposed_count >= 0 AND kept_count >= 0),
  CONSTRAINT disposal_digest_ck CHECK (length(digest) = 32)
);
COMMENT ON TABLE ops.disposal IS 'Evidence of what was disposed of: a row for each table and month of a tenant, and for each dropped partition. Append-only, and never disposed of itself.';
COMMENT ON COLUMN ops.disposal.tenant_id IS 'Whose records; null: an empty partition.';
COMMENT ON COLUMN ops.disposal.subject IS 'The table, or the partition.';
COMMENT ON COLUMN ops.disposal.kept_count IS 'Rows of these days that stay because later records need them.';
COMMENT ON COLUMN ops.disposal.amount_minor IS 'Sum of what the rows say: amounts of events, sales of lines, payouts of statements, transfers, adjustments.';
COMMENT ON COLUMN ops.disposal.digest IS 'SHA-256 chained over the rows as JSON in key order, so that a copy can be told from a forgery.';
COMMENT ON COLUMN ops.disposal.kept_until IS 'The last day on which they had to be kept.';
CREATE INDEX disposal_tenant_ix ON ops.disposal (tenant_id, last_day);
