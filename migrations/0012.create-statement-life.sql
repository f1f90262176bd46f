-- The life of a statement: review, holds, signatures; adjustments that one person asks for and another approves.
-- phase: expand · locks: ACCESS EXCLUSIVE on settlement.statement for a moment · reversible: yes
ALTER TABLE settlement.statement
  -- Statements are small, and nothing was reviewed before.
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT statement_reviewed_ck CHECK ((reviewed_at IS NULL) = (reviewed_by IS NULL)
    AND (status <> 'reviewed' OR reviewed_at IS NOT NULL) AND (status <> 'calculated' OR reviewed_at IS NULL));

CREATE TABLE settlement.statement_hold (
  tenant_id         uuid NOT NULL,
  statement_hold_id uuid NOT NULL DEFAULT uuidv7(),
  statement_id      uuid NOT NULL,
  kind              text NOT NULL,
  reason            text NOT NULL,
  expires_on        date NOT NULL,
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid NOT NULL,
  released_at       timestamptz,
  released_by       uuid,
  release_reason    text,
  CONSTRAINT statement_hold_pk PRIMARY KEY (tenant_id, statement_hold_id),
  CONSTRAINT statement_hold_statement_fk FOREIGN KEY (tenant_id, statement_id) REFERENCES settlement.statement (tenant_id, statement_id),
  CONSTRAINT statement_hold_kind_ck CHECK (kind IN ('hold', 'exclude')),
  CONSTRAINT statement_hold_reason_ck CHECK (btrim(reason) <> ''),
  CONSTRAINT statement_hold_released_ck CHECK ((released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (release_reason IS NULL)
    AND btrim(release_reason) <> '')
);
COMMENT ON TABLE settlement.statement_hold IS 'Why a statement is not paid for now. Several may hold one statement; it also holds the later versions of the statement''s period.';
COMMENT ON COLUMN settlement.statement_hold.kind IS 'hold: nothing pays the statement; exclude: payout batches leave it out, a person may still pay it by hand.';
COMMENT ON COLUMN settlement.statement_hold.reason IS 'The tenant reads it.';
COMMENT ON COLUMN settlement.statement_hold.expires_on IS 'From this day in the tenant''s zone on it holds no longer, without anybody''s doing.';
COMMENT ON COLUMN settlement.statement_hold.release_reason IS 'Why it was taken away before it expired.';
CREATE INDEX statement_hold_statement_ix ON settlement.statement_hold (tenant_id, statement_id);

CREATE TABLE settlement.statement_signature (
  tenant_id      uuid NOT NULL,
  statement_id   uuid NOT NULL,
  content_sha256 bytea NOT NULL,
  line_count     bigint NOT NULL,
  signed_at      timestamptz NOT NULL DEFAULT now(),
  signed_by      uuid NOT NULL,
  CONSTRAINT statement_signature_pk PRIMARY KEY (tenant_id, statement_id),
  CONSTRAINT statement_signature_sha256_ck CHECK (octet_length(content_sha256) = 32),
  CONSTRAINT statement_signature_count_ck CHECK (line_count >= 0)
);
COMMENT ON TABLE settlement.statement_signature IS 'What a statement and its lines were when it was confirmed, as settlement.statement_digest computes it. The audit trail, and so its hash chain, holds the same hash.';

CREATE TABLE settlement.adjustment_request (
  tenant_id             uuid NOT NULL,
  adjustment_request_id uuid NOT NULL DEFAULT uuidv7(),
  schedule_code         text NOT NULL DEFAULT '',
  adjusted_on           date NOT NULL,
  amount_minor          bigint NOT NULL,
  currency              text NOT NULL,
  reason                text NOT NULL,
  request_key           text NOT NULL,
  status                text NOT NULL DEFAULT 'requested',
  adjustment_id         uuid,
  created_at            timestamptz NOT NULL DEFAULT now(),
  created_by            uuid NOT NULL,
  decided_at            timestamptz,
  decided_by            uuid,
  decision_reason       text,
  CONSTRAINT adjustment_request_pk PRIMARY KEY (tenant_id, adjustment_request_id),
  CONSTRAINT adjustment_request_key_uq UNIQUE (tenant_id, request_key),
  CONSTRAINT adjustment_request_tenant_fk FOREIGN KEY (tenant_id) REFERENCES tenancy.tenant (tenant_id),
  CONSTRAINT adjustment_request_currency_fk FOREIGN KEY (currency) REFERENCES core.currency (currency),
  CONSTRAINT adjustment_request_adjustment_fk FOREIGN KEY (tenant_id, adjustment_id) REFERENCES settlement.adjustment (tenant_id, adjustment_id),
  CONSTRAINT adjustment_request_amount_ck CHECK (amount_minor <> 0),
  CONSTRAINT adjustment_request_reason_ck CHECK (btrim(reason) <> ''),
  CONSTRAINT adjustment_request_status_ck CHECK (status IN ('requested', 'approved', 'rejected')),
  CONSTRAINT adjustment_request_decided_ck CHECK ((status = 'requested') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)
    AND (status <> 'rejected' OR btrim(decision_reason) <> '') AND (status = 'approved') = (adjustment_id IS NOT NULL))
);
COMMENT ON TABLE settlement.adjustment_request IS 'An adjustment that somebody asked for; a second person approves it, and it becomes settlement.adjustment, or rejects it.';
COMMENT ON COLUMN settlement.adjustment_request.schedule_code IS 'The schedule whose statement is to count it; empty: the main one.';
COMMENT ON COLUMN settlement.adjustment_request.amount_minor IS 'Signed in the tenant''s favour.';
COMMENT ON COLUMN settlement.adjustment_request.request_key IS 'Idempotency: the same key and content is the same request.';
COMMENT ON COLUMN settlement.adjustment_request.adjustment_id IS 'What it became.';
COMMENT ON COLUMN settlement.adjustment_request.created_by IS 'Who asked for it.';
CREATE INDEX adjustment_request_currency_ix ON settlement.adjustment_request (currency);
CREATE INDEX adjustment_request_adjustment_ix ON settlement.adjustment_request (tenant_id, adjustment_id);

CREATE TABLE settlement.adjustment_attachment (
  tenant_id                uuid NOT NULL,
  adjustment_attachment_id uuid NOT NULL DEFAULT uuidv7(),
  adjustment_request_id    uuid NOT NULL,
  file_name                text NOT NULL,
  media_type               text NOT NULL,
  content                  bytea NOT NULL,
  content_sha256           bytea NOT NULL GENERATED ALWAYS AS (sha256(content)) STORED,
  size_bytes               integer NOT NULL GENERATED ALWAYS AS (octet_length(content)) STORED,
  created_at               timestamptz NOT NULL DEFAULT now(),
  created_by               uuid NOT NULL,
  CONSTRAINT adjustment_attachment_pk PRIMARY KEY (tenant_id, adjustment_attachment_id),
  CONSTRAINT adjustment_attachment_content_uq UNIQUE (tenant_id, adjustment_request_id, file_name, content_sha256),
  CONSTRAINT adjustment_attachment_request_fk FOREIGN KEY (tenant_id, adjustment_request_id)
    REFERENCES settlement.adjustment_request (tenant_id, adjustment_request_id),
  CONSTRAINT adjustment_attachment_name_ck CHECK (file_name = btrim(file_name) AND length(file_name) BETWEEN 1 AND 200 AND file_name !~ '[/\\[:cntrl:]]'),
  CONSTRAINT adjustment_attachment_media_ck CHECK (media_type ~ '^[a-z]+/[a-z0-9.+-]{1,100}$'),
  CONSTRAINT adjustment_attachment_size_ck CHECK (octet_length(content) BETWEEN 1 AND 5242880)
);
COMMENT ON TABLE settlement.adjustment_attachment IS 'A document that speaks for an adjustment. Added while it is only asked for, never changed.';
COMMENT ON COLUMN settlement.adjustment_attachment.content IS 'The document itself, 5 MiB at most; documents are compressed already.';
ALTER TABLE settlement.adjustment_attachment ALTER COLUMN content SET STORAGE EXTERNAL;
