-- Payment events, the registry of their references, and the staging of imported files.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE commerce.import_file (
  import_file_id uuid NOT NULL DEFAULT uuidv7(),
  file_name      text NOT NULL,
  content_sha256 bytea NOT NULL,
  status         text NOT NULL DEFAULT 'recorded',
  row_count      bigint NOT NULL,
  recorded_count bigint NOT NULL,
  unchanged_count bigint NOT NULL,
  rejected_count bigint NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  created_by     uuid NOT NULL,
  undone_at      timestamptz,
  undone_by      uuid,
  CONSTRAINT import_file_pk PRIMARY KEY (import_file_id),
  CONSTRAINT import_file_status_ck CHECK (status IN ('recorded', 'undone')),
  CONSTRAINT import_file_undone_ck CHECK ((status = 'undone') = (undone_at IS NOT NULL))
);
COMMENT ON TABLE commerce.import_file IS 'One imported payments file: what was taken of it, and whether it was taken back.';

CREATE UNLOGGED TABLE commerce.import_row (
  import_file_id    uuid NOT NULL,
  line_number       bigint NOT NULL,
  tenant_key        text NOT NULL,
  branch_code       text NOT NULL,
  ref               text NOT NULL,
  kind              text NOT NULL,
  occurred_at       text NOT NULL,
  currency          text NOT NULL,
  method            text NOT NULL,
  channel           text NOT NULL,
  category          text NOT NULL,
  amount            text NOT NULL,
  platform_discount text NOT NULL,
  original_ref      text NOT NULL,
  recorded_on       text NOT NULL,
  CONSTRAINT import_row_pk PRIMARY KEY (import_file_id, line_number)
);
COMMENT ON TABLE commerce.import_row IS 'Staging: the rows of a payments file as text, while it is checked; emptied when the import ends.';

CREATE UNLOGGED TABLE commerce.import_event (
  import_file_id          uuid NOT NULL,
  line_number             bigint NOT NULL,
  tenant_id               uuid,
  time_zone               text,
  branch_id               uuid,
  ref                     text COLLATE "C",
  kind                    text,
  occurred_at             timestamptz,
  business_day            date,
  recorded_on             date,
  settlement_day          date,
  method                  text,
  channel                 text,
  category                text,
  currency                text,
  amount_minor            bigint,
  platform_discount_minor bigint,
  original_ref            text COLLATE "C",
  original_day            date,
  original_event_id       uuid,
  payment_event_id        uuid,
  content_hash            bytea,
  is_unchanged            boolean NOT NULL DEFAULT false,
  error_column            text,
  error                   text,
  CONSTRAINT import_event_pk PRIMARY KEY (import_file_id, line_number)
);
COMMENT ON TABLE commerce.import_event IS 'Staging: the rows of a payments file as typed events, with the reason why a row is refused; emptied when the import ends.';
COMMENT ON COLUMN commerce.import_event.is_unchanged IS 'The event is recorded already, with the same content.';
COMMENT ON COLUMN commerce.import_event.error IS 'Why the row is refused, in words; null: it is good.';

CREATE TABLE commerce.payment_ref (
  tenant_id        uuid NOT NULL,
  ref              text COLLATE "C" NOT NULL,
  settlement_day   date NOT NULL,
  payment_event_id uuid NOT NULL,
  content_hash     bytea NOT NULL,
  CONSTRAINT payment_ref_pk PRIMARY KEY (tenant_id, ref),
  CONSTRAINT payment_ref_ref_ck CHECK (length(ref) BETWEEN 1 AND 200)
);
COMMENT ON TABLE commerce.payment_ref IS 'The registry that keeps an event''s reference unique over all time; it also finds the event''s partition.';
COMMENT ON COLUMN commerce.payment_ref.content_hash IS 'SHA-256 of the event as it was given: an identical repeat is unchanged, another content is refused.';

CREATE TABLE commerce.payment_event (
  tenant_id               uuid NOT NULL,
  settlement_day          date NOT NULL,
  payment_event_id        uuid NOT NULL DEFAULT uuidv7(),
  branch_id               uuid NOT NULL,
  kind                    text NOT NULL,
  is_reversal             boolean NOT NULL DEFAULT false,
  ref                     text COLLATE "C" NOT NULL,
  occurred_at             timestamptz NOT NULL,
  business_day            date NOT NULL,
  method                  text NOT NULL DEFAULT '',
  channel                 text NOT NULL DEFAULT '',
  category                text NOT NULL DEFAULT '',
  currency                text NOT NULL,
  amount_minor            bigint NOT NULL,
  platform_discount_minor bigint NOT NULL DEFAULT 0,
  original_day            date,
  original_event_id       uuid,
  recorded_on             date NOT NULL,
  import_file_id          uuid,
  created_at              timestamptz NOT NULL DEFAULT now(),
  created_by              uuid NOT NULL,
  CONSTRAINT payment_event_pk PRIMARY KEY (tenant_id, settlement_day, payment_event_id),
  CONSTRAINT payment_event_kind_ck CHECK (kind IN ('capture', 'refund', 'chargeback')),
  CONSTRAINT payment_event_amount_ck CHECK (amount_minor >= 0 AND platform_discount_minor >= 0),
  CONSTRAINT payment_event_discount_ck CHECK (kind = 'capture' OR platform_discount_minor = 0),
  CONSTRAINT payment_event_nothing_ck CHECK (kind <> 'capture' OR amount_minor > 0 OR platform_discount_minor > 0),
  CONSTRAINT payment_event_original_ck CHECK ((original_event_id IS NULL) = (original_day IS NULL)
    AND (original_event_id IS NULL) = (kind = 'capture' AND NOT is_reversal)),
  CONSTRAINT payment_event_order_ck CHECK (original_day <= settlement_day)
) PARTITION BY RANGE (settlement_day);
COMMENT ON TABLE commerce.payment_event IS 'What happened to consumers'' money: captures, refunds, chargebacks. Append-only; each is settled exactly once.';
COMMENT ON COLUMN commerce.payment_event.settlement_day IS 'The day that decides period and order; fixed when the event is recorded.';
COMMENT ON COLUMN commerce.payment_event.business_day IS 'The day of occurred_at in the tenant''s zone; decides the fee rule of a capture.';
COMMENT ON COLUMN commerce.payment_event.is_reversal IS 'Takes an event of a wrong import back: same kind and amount, opposite sign.';
COMMENT ON COLUMN commerce.payment_event.amount_minor IS 'Never negative: kind and is_reversal give the sign.';
COMMENT ON COLUMN commerce.payment_event.platform_discount_minor IS 'The part of the price that a platform-borne coupon paid; the tenant is owed it as well.';
COMMENT ON COLUMN commerce.payment_event.original_event_id IS 'The capture that a refund, chargeback or reversal belongs to; original_day is its settlement day, so that look-ups prune.';
COMMENT ON COLUMN commerce.payment_event.recorded_on IS 'The day, in the tenant''s zone, on which the event became known.';
CREATE INDEX payment_event_original_ix ON commerce.payment_event (tenant_id, original_event_id) WHERE original_event_id IS NOT NULL;
CREATE INDEX payment_event_import_file_ix ON commerce.payment_event (import_file_id) WHERE import_file_id IS NOT NULL;
CREATE TABLE commerce.payment_event_default PARTITION OF commerce.payment_event DEFAULT;
