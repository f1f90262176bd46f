-- Jobs and their runs; the audit trail and its hash chain.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE ops.job (
  job_key         text NOT NULL,
  name_ko         text NOT NULL,
  name_en         text NOT NULL,
  routine         text NOT NULL,
  prepare_routine text,
  cron            text,
  time_zone       text NOT NULL DEFAULT 'Asia/Seoul',
  chunk_size      integer NOT NULL,
  lease_seconds   integer NOT NULL,
  timeout_seconds integer NOT NULL,
  sla_seconds     integer NOT NULL,
  is_enabled      boolean NOT NULL DEFAULT true,
  CONSTRAINT job_pk PRIMARY KEY (job_key),
  CONSTRAINT job_numbers_ck CHECK (chunk_size > 0 AND lease_seconds > 0 AND timeout_seconds > 0 AND sla_seconds > 0)
);
COMMENT ON TABLE ops.job IS 'What happens by itself, and when.';
COMMENT ON COLUMN ops.job.routine IS 'Does a step, in one transaction: (tenants, parameters) -> events, statements.';
COMMENT ON COLUMN ops.job.prepare_routine IS 'Goes before it in transactions of its own: (tenants, parameters) -> tenants still busy, tried again until 0.';
COMMENT ON COLUMN ops.job.cron IS 'Five fields in time_zone; null: only on request.';
COMMENT ON COLUMN ops.job.chunk_size IS 'Tenants in one step.';
COMMENT ON COLUMN ops.job.lease_seconds IS 'A step whose worker gives no sign for so long is free for another.';
COMMENT ON COLUMN ops.job.timeout_seconds IS 'Statement time-out of a step.';
COMMENT ON COLUMN ops.job.sla_seconds IS 'A run that takes longer is late.';

CREATE TABLE ops.job_run (
  job_run_id   uuid NOT NULL DEFAULT uuidv7(),
  job_key      text NOT NULL,
  scheduled_at timestamptz NOT NULL,
  parameters   jsonb NOT NULL DEFAULT '{}',
  status       text NOT NULL DEFAULT 'running',
  created_at   timestamptz NOT NULL DEFAULT now(),
  created_by   uuid NOT NULL,
  finished_at  timestamptz,
  CONSTRAINT job_run_pk PRIMARY KEY (job_run_id),
  CONSTRAINT job_run_scheduled_uq UNIQUE (job_key, scheduled_at),
  CONSTRAINT job_run_job_fk FOREIGN KEY (job_key) REFERENCES ops.job (job_key),
  CONSTRAINT job_run_status_ck CHECK (status IN ('running', 'done', 'failed', 'cancelled'))
);
COMMENT ON TABLE ops.job_run IS 'One run of a job; unique by scheduled instant, so that two schedulers are harmless.';
COMMENT ON COLUMN ops.job_run.parameters IS 'What the run was asked for: last day to settle, instant that counts as now.';

CREATE TABLE ops.job_step (
  job_run_id      uuid NOT NULL,
  job_step_id     uuid NOT NULL DEFAULT uuidv7(),
  tenant_ids      uuid[] NOT NULL,
  tenant_count    integer NOT NULL GENERATED ALWAYS AS (cardinality(tenant_ids)) STORED,
  status          text NOT NULL DEFAULT 'waiting',
  attempts        integer NOT NULL DEFAULT 0,
  worker          text,
  lease_until     timestamptz,
  started_at      timestamptz,
  finished_at     timestamptz,
  event_count     bigint NOT NULL DEFAULT 0,
  statement_count bigint NOT NULL DEFAULT 0,
  error_code      text,
  error           text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT job_step_pk PRIMARY KEY (job_run_id, job_step_id),
  CONSTRAINT job_step_run_fk FOREIGN KEY (job_run_id) REFERENCES ops.job_run (job_run_id),
  CONSTRAINT job_step_status_ck CHECK (status IN ('waiting', 'running', 'done', 'halved', 'failed', 'cancelled'))
);
COMMENT ON TABLE ops.job_step IS 'A chunk of tenants of a run, claimed by one worker at a time. A step that fails is halved until the faulty tenant stands alone.';
COMMENT ON COLUMN ops.job_step.status IS 'halved: replaced by two steps; failed: one tenant, with its reason.';
CREATE INDEX job_step_claim_ix ON ops.job_step (job_run_id, lease_until) WHERE status IN ('waiting', 'running');

CREATE TABLE audit.entry (
  tenant_id  uuid NOT NULL,
  entry_id   uuid NOT NULL DEFAULT uuidv7(),
  action     text NOT NULL,
  subject    text NOT NULL,
  detail     jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by uuid NOT NULL,
  CONSTRAINT entry_pk PRIMARY KEY (tenant_id, entry_id)
);
COMMENT ON TABLE audit.entry IS 'Who did what to which thing. Appended in the same transaction as the act.';

CREATE TABLE audit.chain_link (
  tenant_id     uuid NOT NULL,
  chain_link_id bigint NOT NULL,
  entry_id      uuid NOT NULL,
  hash          bytea NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT chain_link_pk PRIMARY KEY (tenant_id, chain_link_id),
  CONSTRAINT chain_link_entry_uq UNIQUE (tenant_id, entry_id),
  CONSTRAINT chain_link_entry_fk FOREIGN KEY (tenant_id, entry_id) REFERENCES audit.entry (tenant_id, entry_id)
);
COMMENT ON TABLE audit.chain_link IS 'Each tenant''s audit entries sealed into a hash chain, in order, by a job.';
COMMENT ON COLUMN audit.chain_link.chain_link_id IS 'Position in the tenant''s chain, from 1 without gap.';
COMMENT ON COLUMN audit.chain_link.hash IS 'SHA-256 over the link before and the entry.';
