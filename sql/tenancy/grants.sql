GRANT USAGE ON SCHEMA tenancy TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON tenancy.tenant, tenancy.branch TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON tenancy.tenant_directory TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON tenancy.tenant, tenancy.branch TO mg_batch_owner;
GRANT SELECT, INSERT ON tenancy.tenant_directory TO mg_batch_owner;
