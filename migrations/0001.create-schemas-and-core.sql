-- The schemas, and what all of them use: currencies, the working calendar, codes, keys.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE SCHEMA core;
CREATE SCHEMA identity;
CREATE SCHEMA tenancy;
CREATE SCHEMA pricing;
CREATE SCHEMA commerce;
CREATE SCHEMA ledger;
CREATE SCHEMA settlement;
CREATE SCHEMA ops;
CREATE SCHEMA audit;
COMMENT ON SCHEMA core IS 'Sealed context, codes, calendar, translations, idempotency: used by everybody, uses nobody.';
COMMENT ON SCHEMA identity IS 'People, their sessions and memberships, and the doors that turn a credential into a context.';
COMMENT ON SCHEMA tenancy IS 'Tenants and their branches.';
COMMENT ON SCHEMA pricing IS 'Plans and fee rules.';
COMMENT ON SCHEMA commerce IS 'Payment events and their import.';
COMMENT ON SCHEMA ledger IS 'Double-entry books, one per tenant.';
COMMENT ON SCHEMA settlement IS 'Terms, periods, statements and their lines.';
COMMENT ON SCHEMA ops IS 'Jobs and their runs.';
COMMENT ON SCHEMA audit IS 'Who did what, sealed into hash chains.';

-- Whoever owns routines must be able to put them into the schemas; only mg_owner puts tables there.
GRANT USAGE, CREATE ON SCHEMA core, identity TO mg_door;
GRANT USAGE, CREATE ON SCHEMA core, identity, tenancy, pricing, commerce, ledger, settlement, ops, audit TO mg_batch_owner;

CREATE TABLE core.currency (
  currency   text NOT NULL,
  decimals   smallint NOT NULL,
  name_ko    text NOT NULL,
  name_en    text NOT NULL,
  CONSTRAINT currency_pk PRIMARY KEY (currency),
  CONSTRAINT currency_code_ck CHECK (currency ~ '^[A-Z]{3}$'),
  CONSTRAINT currency_decimals_ck CHECK (decimals BETWEEN 0 AND 4)
);
COMMENT ON TABLE core.currency IS 'Currencies that amounts may be in (ISO 4217).';
COMMENT ON COLUMN core.currency.decimals IS 'Digits after the point: how many minor units make a major one.';

CREATE TABLE core.holiday (
  holiday_on date NOT NULL,
  source     text NOT NULL,
  name_ko    text NOT NULL,
  name_en    text,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT holiday_pk PRIMARY KEY (holiday_on, source),
  CONSTRAINT holiday_source_ck CHECK (source IN ('public', 'ad_hoc')),
  CONSTRAINT holiday_name_ck CHECK (btrim(name_ko) <> '')
);
COMMENT ON TABLE core.holiday IS 'Days on which nothing is paid out, weekends apart: Korean public holidays and days added by hand.';
COMMENT ON COLUMN core.holiday.source IS 'public: from the published calendar, replaced as a whole; ad_hoc: added by hand and never touched by that.';

CREATE TABLE core.weekday_holiday (
  holiday_on           date NOT NULL,
  holidays_through     integer NOT NULL,
  business_days_before integer NOT NULL,
  CONSTRAINT weekday_holiday_pk PRIMARY KEY (holiday_on)
);
COMMENT ON TABLE core.weekday_holiday IS 'The holidays that fall on Monday to Friday, numbered: derived from core.holiday, so that adding business days is two index look-ups.';
COMMENT ON COLUMN core.weekday_holiday.holidays_through IS 'Weekday holidays up to and including this one.';
COMMENT ON COLUMN core.weekday_holiday.business_days_before IS 'Business days from Monday 0001-01-01 to the day before this one.';
CREATE INDEX weekday_holiday_before_ix ON core.weekday_holiday (business_days_before, holidays_through);

CREATE TABLE core.error_code (
  error_code  text NOT NULL,
  http_status smallint NOT NULL,
  message     text NOT NULL,
  hint_ko     text NOT NULL,
  hint_en     text NOT NULL,
  CONSTRAINT error_code_pk PRIMARY KEY (error_code),
  CONSTRAINT error_code_ck CHECK (error_code ~ '^[I-Z][A-Z][0-9]{3}$' OR error_code ~ '^[A-Z0-9]{5}$' AND error_code ~ '^[0-9]'),
  CONSTRAINT error_code_status_ck CHECK (http_status IN (400, 403, 404, 409, 500, 503))
);
COMMENT ON TABLE core.error_code IS 'The one registry of error codes: what each means and what to do about it.';
COMMENT ON COLUMN core.error_code.error_code IS 'SQLSTATE: two letters a schema, then 0xx bad input, 1xx forbidden, 4xx not found, 5xx conflict, 9xx invariant broken.';

CREATE TABLE core.translation (
  tenant_id      uuid NOT NULL,
  translation_id uuid NOT NULL DEFAULT uuidv7(),
  subject_type   text NOT NULL,
  subject_id     uuid NOT NULL,
  field          text NOT NULL,
  locale         text NOT NULL,
  content        text NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  created_by     uuid NOT NULL,
  CONSTRAINT translation_pk PRIMARY KEY (tenant_id, translation_id),
  CONSTRAINT translation_subject_uq UNIQUE (tenant_id, subject_type, subject_id, field, locale),
  CONSTRAINT translation_locale_ck CHECK (locale ~ '^[a-z]{2}(-[A-Z]{2})?$' AND locale NOT IN ('ko', 'en'))
);
COMMENT ON TABLE core.translation IS 'Texts of a tenant in languages other than Korean and English, which stand beside the thing itself.';
COMMENT ON COLUMN core.translation.subject_type IS 'schema.table of the thing that is translated.';
COMMENT ON COLUMN core.translation.field IS 'What of it, such as name.';

CREATE TABLE core.idempotency_key (
  tenant_id          uuid NOT NULL,
  idempotency_key_id uuid NOT NULL DEFAULT uuidv7(),
  command            text NOT NULL,
  request_key        text NOT NULL,
  request_hash       bytea NOT NULL,
  response           jsonb,
  created_at         timestamptz NOT NULL DEFAULT now(),
  created_by         uuid NOT NULL,
  CONSTRAINT idempotency_key_pk PRIMARY KEY (tenant_id, idempotency_key_id),
  CONSTRAINT idempotency_key_request_uq UNIQUE (tenant_id, command, request_key),
  CONSTRAINT idempotency_key_length_ck CHECK (length(request_key) BETWEEN 1 AND 200)
);
COMMENT ON TABLE core.idempotency_key IS 'Commands that a network may repeat: the same key and body gets the same answer, the same key with another body a conflict.';
COMMENT ON COLUMN core.idempotency_key.request_hash IS 'SHA-256 of the body.';
COMMENT ON COLUMN core.idempotency_key.response IS 'The answer; null while the first command is still running.';

-- Made as its owner: mg_owner may not give a table away to a role it isn't in.
SET ROLE mg_door;
CREATE TABLE core.seal_key (
  seal_key_id uuid NOT NULL DEFAULT uuidv7(),
  inner_pad   bytea NOT NULL,
  outer_pad   bytea NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  retired_at  timestamptz,
  CONSTRAINT seal_key_pk PRIMARY KEY (seal_key_id),
  CONSTRAINT seal_key_length_ck CHECK (length(inner_pad) = 64 AND length(outer_pad) = 64)
);
COMMENT ON TABLE core.seal_key IS 'Keys that contexts are sealed with. Owned by mg_door and granted to nobody: no other routine can mint a seal.';
COMMENT ON COLUMN core.seal_key.inner_pad IS 'The key XOR 0x36, as HMAC wants it; kept so that a check hashes twice and computes nothing else.';
COMMENT ON COLUMN core.seal_key.outer_pad IS 'The key XOR 0x5c.';
COMMENT ON COLUMN core.seal_key.retired_at IS 'From here on seals under this key are refused; null: in use.';
SET ROLE mg_owner;
