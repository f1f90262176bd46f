GRANT USAGE ON SCHEMA audit TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON audit.entry TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON audit.chain_link, audit.platform_link TO mg_operator, mg_auditor;
-- Facts: nobody may change or delete them.
GRANT SELECT, INSERT ON audit.entry, audit.chain_link TO mg_batch_owner;
