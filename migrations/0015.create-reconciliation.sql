-- Reconciliation: what the payment gateway says it settled, matched with our events.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE settlement.gateway (
  gateway_code       text NOT NULL,
  name_ko            text NOT NULL,
  name_en            text,
  day_shift          integer NOT NULL DEFAULT 3,
  missing_after_days integer NOT NULL DEFAULT 7,
  late_after_days    integer NOT NULL DEFAULT 14,
  is_fee_passed_on   boolean NOT NULL DEFAULT false,
  CONSTRAINT gateway_pk PRIMARY KEY (gateway_code),
  CONSTRAINT gateway_code_ck CHECK (gateway_code ~ '^[a-z0-9][a-z0-9_-]{0,29}$'),
  CONSTRAINT gateway_days_ck CHECK (day_shift BETWEEN 0 AND 31 AND missing_after_days BETWEEN 0 AND 366 AND late_after_days BETWEEN 0 AND 366)
);
COMMENT ON TABLE settlement.gateway IS 'The payment gateways whose settlement is imported, and how patient reconciliation is with each.';
COMMENT ON COLUMN settlement.gateway.day_shift IS 'Without a reference a row is taken for an event of the same amount only if its sold day is at most so many days off.';
COMMENT ON COLUMN settlement.gateway.missing_after_days IS 'An event is missing when the gateway has said nothing of it for more than so many days. An event names no gateway: the most patient one counts.';
COMMENT ON COLUMN settlement.gateway.late_after_days IS 'A row is late when it is not paid out more than so many days after it was sold.';
COMMENT ON COLUMN settlement.gateway.is_fee_passed_on IS 'Tenants bear exactly what the gateway charges: a fee that differs from the line''s is an exception rather than HQ''s margin.';

CREATE TABLE settlement.gateway_file (
  gateway_file_id uuid NOT NULL DEFAULT uuidv7(),
  file_name       text NOT NULL,
  origin          text NOT NULL,
  content_sha256  bytea NOT NULL,
  status          text NOT NULL DEFAULT 'recorded',
  row_count       bigint NOT NULL,
  recorded_count  bigint NOT NULL,
  unchanged_count bigint NOT NULL,
  rejected_count  bigint NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  created_by      uuid NOT NULL,
  undone_at       timestamptz,
  undone_by       uuid,
  CONSTRAINT gateway_file_pk PRIMARY KEY (gateway_file_id),
  CONSTRAINT gateway_file_origin_ck CHECK (origin IN ('json', 'csv', 'fetch')),
  CONSTRAINT gateway_file_status_ck CHECK (status IN ('recorded', 'undone')),
  CONSTRAINT gateway_file_undone_ck CHECK ((status = 'undone') = (undone_at IS NOT NULL))
);
COMMENT ON TABLE settlement.gateway_file IS 'One import of a gateway''s settlement rows: a file, or what its interface answered.';

CREATE TABLE settlement.gateway_row (
  gateway_row_id  uuid NOT NULL DEFAULT uuidv7(),
  gateway_file_id uuid NOT NULL,
  gateway_code    text NOT NULL,
  row_ref         text COLLATE "C" NOT NULL,
  tenant_id       uuid,
  is_tenant_given boolean NOT NULL DEFAULT false,
  kind            text NOT NULL,
  method          text NOT NULL DEFAULT '',
  sold_on         date NOT NULL,
  paid_out_on     date NOT NULL,
  amount_minor    bigint NOT NULL,
  fee_minor       bigint NOT NULL,
  vat_minor       bigint NOT NULL,
  payout_minor    bigint NOT NULL,
  currency        text NOT NULL,
  fees            jsonb,
  content_hash    bytea NOT NULL,
  posted_at       timestamptz,
  undone_at       timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT gateway_row_pk PRIMARY KEY (gateway_row_id),
  CONSTRAINT gateway_row_file_fk FOREIGN KEY (gateway_file_id) REFERENCES settlement.gateway_file (gateway_file_id),
  CONSTRAINT gateway_row_gateway_fk FOREIGN KEY (gateway_code) REFERENCES settlement.gateway (gateway_code),
  CONSTRAINT gateway_row_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT gateway_row_ref_ck CHECK (length(row_ref) BETWEEN 1 AND 200),
  CONSTRAINT gateway_row_kind_ck CHECK (kind IN ('capture', 'refund', 'chargeback')),
  CONSTRAINT gateway_row_amount_ck CHECK (amount_minor <> 0 AND (kind = 'capture') = (amount_minor > 0)),
  CONSTRAINT gateway_row_payout_ck CHECK (payout_minor = amount_minor - fee_minor),
  CONSTRAINT gateway_row_days_ck CHECK (sold_on <= paid_out_on),
  CONSTRAINT gateway_row_posted_ck CHECK (posted_at IS NULL OR tenant_id IS NOT NULL)
);
COMMENT ON TABLE settlement.gateway_row IS 'What a gateway says it settled: one row of its settlement, for HQ alone. Its content never changes; whose it is, whether it is posted and whether its file was undone do.';
COMMENT ON COLUMN settlement.gateway_row.row_ref IS 'The gateway''s own key of the row; unique among rows that are not undone.';
COMMENT ON COLUMN settlement.gateway_row.tenant_id IS 'Whose payment it is: given by the file, found by its references, or said by a person. Null: nobody knows.';
COMMENT ON COLUMN settlement.gateway_row.amount_minor IS 'Signed: what refunds and chargebacks take back is negative.';
COMMENT ON COLUMN settlement.gateway_row.fee_minor IS 'The gateway''s fee with its VAT; given back where negative.';
COMMENT ON COLUMN settlement.gateway_row.vat_minor IS 'The VAT within fee_minor.';
COMMENT ON COLUMN settlement.gateway_row.fees IS 'The fee by kind, as the gateway lists it; null where it does not.';
COMMENT ON COLUMN settlement.gateway_row.posted_at IS 'When its payout was posted; on paid_out_on, once.';
CREATE UNIQUE INDEX gateway_row_live_uq ON settlement.gateway_row (gateway_code, row_ref) WHERE undone_at IS NULL;
CREATE INDEX gateway_row_gateway_ix ON settlement.gateway_row (gateway_code);
CREATE INDEX gateway_row_file_ix ON settlement.gateway_row (gateway_file_id);
CREATE INDEX gateway_row_currency_ix ON settlement.gateway_row (currency);
CREATE INDEX gateway_row_tenant_ix ON settlement.gateway_row (tenant_id, sold_on);

CREATE TABLE settlement.gateway_ref (
  gateway_row_id uuid NOT NULL,
  ref            text COLLATE "C" NOT NULL,
  CONSTRAINT gateway_ref_pk PRIMARY KEY (gateway_row_id, ref),
  CONSTRAINT gateway_ref_row_fk FOREIGN KEY (gateway_row_id) REFERENCES settlement.gateway_row (gateway_row_id),
  CONSTRAINT gateway_ref_ref_ck CHECK (length(ref) BETWEEN 1 AND 200)
);
COMMENT ON TABLE settlement.gateway_ref IS 'The keys by which a row may name our event: the payment''s, the transaction''s, the order''s. One of them is an event''s ref.';
CREATE INDEX gateway_ref_ref_ix ON settlement.gateway_ref (ref);

CREATE TABLE settlement.gateway_match (
  tenant_id        uuid NOT NULL,
  gateway_match_id uuid NOT NULL DEFAULT uuidv7(),
  gateway_row_id   uuid NOT NULL,
  match_group_id   uuid NOT NULL,
  settlement_day   date NOT NULL,
  payment_event_id uuid NOT NULL,
  basis            text NOT NULL,
  shape            text NOT NULL,
  matched_minor    bigint NOT NULL,
  currency         text NOT NULL,
  paid_out_on      date NOT NULL,
  shifted_days     integer NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  created_by       uuid NOT NULL,
  CONSTRAINT gateway_match_pk PRIMARY KEY (tenant_id, gateway_match_id),
  CONSTRAINT gateway_match_pair_uq UNIQUE (tenant_id, gateway_row_id, payment_event_id, basis),
  CONSTRAINT gateway_match_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT gateway_match_row_fk FOREIGN KEY (gateway_row_id) REFERENCES settlement.gateway_row (gateway_row_id),
  CONSTRAINT gateway_match_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT gateway_match_basis_ck CHECK (basis IN ('reference', 'amount', 'person')),
  CONSTRAINT gateway_match_shape_ck CHECK (shape IN ('one_to_one', 'one_to_many', 'many_to_one', 'many_to_many', 'partial')),
  CONSTRAINT gateway_match_amount_ck CHECK (matched_minor <> 0)
);
COMMENT ON TABLE settlement.gateway_match IS 'How much of a gateway''s row is how much of which event. Derived from both by settlement.link_gateway, but for the links that a person made.';
COMMENT ON COLUMN settlement.gateway_match.match_group_id IS 'Rows and events that were matched together; the id of the group''s first row.';
COMMENT ON COLUMN settlement.gateway_match.settlement_day IS 'The event''s, so that look-ups prune.';
COMMENT ON COLUMN settlement.gateway_match.basis IS 'reference: the row names the event or its payment; amount: the only event of that amount within some days; person: somebody said so.';
COMMENT ON COLUMN settlement.gateway_match.shape IS 'Rows to events of the group; partial: something of it is left over.';
COMMENT ON COLUMN settlement.gateway_match.matched_minor IS 'Signed as the event acts on what the gateway owes.';
COMMENT ON COLUMN settlement.gateway_match.shifted_days IS 'The row''s sold day less the event''s business day.';
CREATE INDEX gateway_match_event_ix ON settlement.gateway_match (tenant_id, payment_event_id);
CREATE INDEX gateway_match_row_ix ON settlement.gateway_match (gateway_row_id);
CREATE INDEX gateway_match_currency_ix ON settlement.gateway_match (currency);

CREATE TABLE settlement.gateway_exception (
  gateway_exception_id uuid NOT NULL DEFAULT uuidv7(),
  tenant_id            uuid,
  kind                 text NOT NULL,
  side                 text NOT NULL,
  subject_id           uuid NOT NULL,
  settlement_day       date,
  amount_minor         bigint NOT NULL,
  currency             text NOT NULL,
  finding              text NOT NULL,
  state                text NOT NULL DEFAULT 'open',
  owner_id             uuid,
  reason               text,
  resolution           text,
  expected_on          date,
  resolved_on          date,
  resolved_at          timestamptz,
  resolved_by          uuid,
  reversed_at          timestamptz,
  opened_on            date NOT NULL,
  created_at           timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT gateway_exception_pk PRIMARY KEY (gateway_exception_id),
  CONSTRAINT gateway_exception_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT gateway_exception_kind_ck CHECK (kind IN ('missing', 'extra', 'amount_differs', 'fee_differs', 'duplicate', 'late')),
  CONSTRAINT gateway_exception_side_ck CHECK (side IN ('event', 'row') AND (side = 'event') = (settlement_day IS NOT NULL)),
  CONSTRAINT gateway_exception_state_ck CHECK (state IN ('open', 'assigned', 'resolved')
    AND (state = 'resolved') = (resolution IS NOT NULL) AND (state <> 'open' OR owner_id IS NULL)),
  CONSTRAINT gateway_exception_resolution_ck CHECK (resolution IN ('cleared', 'write_off', 'received', 'linked', 'expected', 'accepted')
    AND (resolution IS NULL) = (resolved_on IS NULL) AND (resolution IS NULL) = (resolved_at IS NULL) AND (resolution IS NULL) = (resolved_by IS NULL)
    AND coalesce(resolution = 'expected', false) = (expected_on IS NOT NULL)),
  CONSTRAINT gateway_exception_reason_ck CHECK (resolution IS NULL OR resolution = 'cleared' OR btrim(reason) <> ''),
  CONSTRAINT gateway_exception_reversed_ck CHECK (reversed_at IS NULL OR (resolution IS NOT NULL AND resolution IN ('write_off', 'received')))
);
COMMENT ON TABLE settlement.gateway_exception IS 'What reconciliation cannot explain by fee, VAT, cancel or timing: a queue for people at HQ. Each entry names an owner and is resolved with a reason, by a posting, a link or an expectation.';
COMMENT ON COLUMN settlement.gateway_exception.tenant_id IS 'Null: a row that belongs to nobody known.';
COMMENT ON COLUMN settlement.gateway_exception.kind IS 'missing: an event the gateway says nothing of; extra: a row without event; amount_differs: what is left over of a matched row or event; duplicate: an event settled by two rows; late: not paid out in time; fee_differs: a passed-on fee is not the line''s.';
COMMENT ON COLUMN settlement.gateway_exception.subject_id IS 'The payment event or the gateway row.';
COMMENT ON COLUMN settlement.gateway_exception.amount_minor IS 'What is open of the subject, signed as the subject is.';
COMMENT ON COLUMN settlement.gateway_exception.resolution IS 'cleared: the cause went away by itself; write_off and received post what is open; linked: a person named the other side; expected: it comes later; accepted: it stays as it is.';
COMMENT ON COLUMN settlement.gateway_exception.resolved_on IS 'The day of the resolving entry.';
COMMENT ON COLUMN settlement.gateway_exception.reversed_at IS 'When the resolving entry was reversed, because its subject was taken back.';
CREATE UNIQUE INDEX gateway_exception_live_uq ON settlement.gateway_exception (subject_id, kind) WHERE state <> 'resolved';
CREATE INDEX gateway_exception_subject_ix ON settlement.gateway_exception (subject_id);
CREATE INDEX gateway_exception_tenant_ix ON settlement.gateway_exception (tenant_id);
CREATE INDEX gateway_exception_currency_ix ON settlement.gateway_exception (currency);

-- Staging of imports, as for payments.
CREATE UNLOGGED TABLE settlement.gateway_import_row (
  gateway_file_id uuid NOT NULL,
  line_number     bigint NOT NULL,
  gateway         text NOT NULL,
  row_ref         text NOT NULL,
  refs            text[] NOT NULL,
  tenant_key      text NOT NULL,
  kind            text NOT NULL,
  method          text NOT NULL,
  sold_on         text NOT NULL,
  paid_out_on     text NOT NULL,
  currency        text NOT NULL,
  amount          text NOT NULL,
  fee             text NOT NULL,
  supply          text NOT NULL,
  vat             text NOT NULL,
  payout          text NOT NULL,
  fees            jsonb,
  CONSTRAINT gateway_import_row_pk PRIMARY KEY (gateway_file_id, line_number)
);
COMMENT ON TABLE settlement.gateway_import_row IS 'Staging: a gateway''s settlement rows as text, while they are checked; emptied when the import ends.';
COMMENT ON COLUMN settlement.gateway_import_row.kind IS 'Empty: by the sign of the amount.';
COMMENT ON COLUMN settlement.gateway_import_row.supply IS 'The fee without VAT; empty: fee less vat.';

CREATE UNLOGGED TABLE settlement.gateway_import_entry (
  gateway_file_id uuid NOT NULL,
  line_number     bigint NOT NULL,
  gateway_row_id  uuid NOT NULL,
  gateway_code    text,
  row_ref         text COLLATE "C",
  refs            text[],
  tenant_id       uuid,
  kind            text,
  method          text,
  sold_on         date,
  paid_out_on     date,
  amount_minor    bigint,
  fee_minor       bigint,
  vat_minor       bigint,
  payout_minor    bigint,
  currency        text,
  fees            jsonb,
  content_hash    bytea,
  is_unchanged    boolean NOT NULL DEFAULT false,
  error_column    text,
  error           text,
  CONSTRAINT gateway_import_entry_pk PRIMARY KEY (gateway_file_id, line_number)
);
COMMENT ON TABLE settlement.gateway_import_entry IS 'Staging: the rows as typed entries, with the reason why a row is refused; emptied when the import ends.';

-- Where a match run works out its links: a tenant's rows are there only within its transaction.
CREATE UNLOGGED TABLE settlement.gateway_work (
  tenant_id      uuid NOT NULL,
  side           text NOT NULL,
  item_id        uuid NOT NULL,
  family_id      uuid,
  label          uuid NOT NULL,
  settlement_day date,
  worked_on      date NOT NULL,
  order_key      text COLLATE "C" NOT NULL,
  currency       text NOT NULL,
  amount_minor   bigint NOT NULL,
  left_minor     bigint NOT NULL,
  CONSTRAINT gateway_work_pk PRIMARY KEY (tenant_id, item_id)
);
COMMENT ON TABLE settlement.gateway_work IS 'Staging: rows and events that a match run looks at.';
COMMENT ON COLUMN settlement.gateway_work.family_id IS 'The capture that the event belongs to; null: a row.';
COMMENT ON COLUMN settlement.gateway_work.label IS 'What belongs together has the same.';
COMMENT ON COLUMN settlement.gateway_work.worked_on IS 'An event''s business day, a row''s sold day.';

CREATE UNLOGGED TABLE settlement.gateway_work_edge (
  tenant_id uuid NOT NULL,
  row_id    uuid NOT NULL,
  event_id  uuid NOT NULL,
  is_direct boolean NOT NULL,
  CONSTRAINT gateway_work_edge_pk PRIMARY KEY (tenant_id, row_id, event_id)
);
COMMENT ON TABLE settlement.gateway_work_edge IS 'Staging: which event a row may mean, by its references.';
COMMENT ON COLUMN settlement.gateway_work_edge.is_direct IS 'The row names the event itself, not only its payment.';

CREATE UNLOGGED TABLE settlement.gateway_work_link (
  tenant_id     uuid NOT NULL,
  row_id        uuid NOT NULL,
  event_id      uuid NOT NULL,
  group_id      uuid NOT NULL,
  basis         text NOT NULL,
  shape         text NOT NULL,
  matched_minor bigint NOT NULL,
  currency      text NOT NULL,
  CONSTRAINT gateway_work_link_pk PRIMARY KEY (tenant_id, row_id, event_id)
);
COMMENT ON TABLE settlement.gateway_work_link IS 'Staging: the links that a match run finds, before they are compared with the stored ones.';
