GRANT USAGE ON SCHEMA ops TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON ops.job, ops.job_run, ops.job_step TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON ops.job, ops.job_run, ops.job_step TO mg_batch_owner;

GRANT SELECT ON ops.retention_rule TO mg_operator, mg_auditor, mg_batch, mg_batch_owner;
GRANT SELECT ON ops.legal_hold, ops.disposal TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON ops.legal_hold TO mg_batch_owner;
-- Evidence: nobody may change or delete it.
GRANT SELECT, INSERT ON ops.disposal TO mg_batch_owner;
