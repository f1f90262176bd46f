-- What books need beyond transfers: names of legs, codes of other accounting systems, opening balances.
-- phase: expand · locks: ACCESS EXCLUSIVE for a moment on ledger.account, a dozen rows · reversible: yes
-- The chart of accounts is a dozen rows:
-- squawk-ignore-file ban-drop-constraint
ALTER TABLE ledger.account
  DROP CONSTRAINT account_nature_ck,
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT account_nature_ck CHECK (nature IN ('asset', 'liability', 'equity', 'income', 'expense'));
COMMENT ON COLUMN ledger.account.nature IS 'Assets and expenses have debit balances; liabilities, equity and income credit balances.';

CREATE TABLE ledger.leg (
  leg     text NOT NULL,
  name_ko text NOT NULL,
  name_en text NOT NULL,
  CONSTRAINT leg_pk PRIMARY KEY (leg)
);
COMMENT ON TABLE ledger.leg IS 'How people read the parts of an entry; a leg that has no row is shown by its code.';

CREATE TABLE ledger.account_mapping (
  mapping_key  text NOT NULL,
  account_code text NOT NULL,
  outside_code text NOT NULL,
  name_ko      text NOT NULL,
  valid_during daterange NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   uuid NOT NULL,
  CONSTRAINT account_mapping_pk PRIMARY KEY (mapping_key, account_code, valid_during WITHOUT OVERLAPS),
  CONSTRAINT account_mapping_account_fk FOREIGN KEY (account_code) REFERENCES ledger.account (account_code),
  CONSTRAINT account_mapping_key_ck CHECK (mapping_key ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
  CONSTRAINT account_mapping_code_ck CHECK (outside_code ~ '^[0-9A-Za-z][0-9A-Za-z._-]{0,19}$'),
  CONSTRAINT account_mapping_name_ck CHECK (btrim(name_ko) <> '' AND length(name_ko) <= 100)
);
COMMENT ON TABLE ledger.account_mapping IS 'What our accounts are called in another accounting system, by day of posting.';
COMMENT ON COLUMN ledger.account_mapping.mapping_key IS 'Which system: several may be exported to.';
COMMENT ON COLUMN ledger.account_mapping.outside_code IS 'The account''s code there.';
COMMENT ON COLUMN ledger.account_mapping.name_ko IS 'The account''s name there.';
CREATE INDEX account_mapping_account_ix ON ledger.account_mapping (account_code);

CREATE TABLE ledger.opening (
  tenant_id           uuid NOT NULL,
  opening_id          uuid NOT NULL DEFAULT uuidv7(),
  opened_on           date NOT NULL,
  currency            text NOT NULL,
  request_key         text NOT NULL,
  reverses_opening_id uuid,
  created_at          timestamptz NOT NULL DEFAULT now(),
  created_by          uuid NOT NULL,
  CONSTRAINT opening_pk PRIMARY KEY (tenant_id, opening_id),
  CONSTRAINT opening_request_uq UNIQUE (tenant_id, request_key, opened_on),
  CONSTRAINT opening_reverses_uq UNIQUE (tenant_id, reverses_opening_id),
  CONSTRAINT opening_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT opening_reverses_fk FOREIGN KEY (tenant_id, reverses_opening_id) REFERENCES ledger.opening (tenant_id, opening_id),
  CONSTRAINT opening_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT opening_key_ck CHECK (length(request_key) BETWEEN 1 AND 200),
  CONSTRAINT opening_day_ck CHECK (opened_on BETWEEN '2000-01-01' AND '2100-12-31')
);
COMMENT ON TABLE ledger.opening IS 'Balances that a tenant''s book takes over from another system on a day: one balanced entry. Append-only; taken back by another one with the sides swapped.';
COMMENT ON COLUMN ledger.opening.request_key IS 'Which file: the same key and content is posted once.';
COMMENT ON COLUMN ledger.opening.reverses_opening_id IS 'The opening that this one takes back.';
CREATE INDEX opening_currency_ix ON ledger.opening (currency);

CREATE TABLE ledger.opening_line (
  tenant_id    uuid NOT NULL,
  opening_id   uuid NOT NULL,
  account_code text NOT NULL,
  side         text NOT NULL,
  amount_minor bigint NOT NULL,
  currency     text NOT NULL,
  CONSTRAINT opening_line_pk PRIMARY KEY (tenant_id, opening_id, account_code),
  CONSTRAINT opening_line_opening_fk FOREIGN KEY (tenant_id, opening_id) REFERENCES ledger.opening (tenant_id, opening_id),
  CONSTRAINT opening_line_account_fk FOREIGN KEY (account_code) REFERENCES ledger.account (account_code),
  CONSTRAINT opening_line_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT opening_line_side_ck CHECK (side IN ('debit', 'credit')),
  CONSTRAINT opening_line_amount_ck CHECK (amount_minor > 0)
);
COMMENT ON TABLE ledger.opening_line IS 'One account of an opening: its balance and the side it stands on. The transfers are made from these lines and verified against them.';
CREATE INDEX opening_line_account_ix ON ledger.opening_line (account_code);
CREATE INDEX opening_line_currency_ix ON ledger.opening_line (currency);
