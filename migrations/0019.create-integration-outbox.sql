-- What happened, on its way out: written in the transaction of the act, sent by a relay afterwards.
-- phase: expand · locks: none (new schema and table) · reversible: yes
CREATE SCHEMA integration;
COMMENT ON SCHEMA integration IS 'Events on their way to other systems.';
GRANT USAGE, CREATE ON SCHEMA integration TO mg_batch_owner;

CREATE TABLE integration.outbox_event (
  tenant_id       uuid NOT NULL,
  outbox_event_id uuid NOT NULL DEFAULT uuidv7(),
  aggregate_type  text NOT NULL,
  aggregate_id    uuid NOT NULL,
  event_type      text NOT NULL,
  payload         jsonb NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  sent_at         timestamptz,
  CONSTRAINT outbox_event_pk PRIMARY KEY (tenant_id, outbox_event_id),
  CONSTRAINT outbox_event_type_ck CHECK (event_type ~ '^[a-z]+([._][a-z]+)+$')
);
COMMENT ON TABLE integration.outbox_event IS 'What happened and others want to know: a row of the same transaction as the act, so that neither is without the other. Small, since what was sent is deleted: not partitioned.';
COMMENT ON COLUMN integration.outbox_event.outbox_event_id IS 'Ascending in time: the order in which events are claimed. One that commits late is found late, since a claim asks what is unsent and not what comes after the last.';
COMMENT ON COLUMN integration.outbox_event.aggregate_type IS 'What it happened to, like payment_event; events of one aggregate are sent in order.';
COMMENT ON COLUMN integration.outbox_event.event_type IS 'What happened, like payment.recorded.';
COMMENT ON COLUMN integration.outbox_event.sent_at IS 'When it was handed over; null: it waits.';
-- For claims over all tenants, oldest first.
CREATE INDEX outbox_event_unsent_ix ON integration.outbox_event (outbox_event_id) WHERE sent_at IS NULL;
