GRANT USAGE ON SCHEMA core TO mg_migrator, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON core.currency, core.holiday, core.weekday_holiday, core.bank, core.error_code
  TO mg_app, mg_auth, mg_batch, mg_batch_owner, mg_operator, mg_auditor, mg_door;

GRANT SELECT ON core.translation TO mg_app, mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE, DELETE ON core.translation TO mg_batch_owner;

GRANT SELECT ON core.idempotency_key TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE, DELETE ON core.idempotency_key TO mg_batch_owner;
