GRANT USAGE ON SCHEMA integration TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON integration.outbox_event TO mg_operator, mg_auditor;
-- UPDATE and DELETE are the relay's: what was sent is marked, and later removed.
GRANT SELECT, INSERT, UPDATE, DELETE ON integration.outbox_event TO mg_batch_owner;
