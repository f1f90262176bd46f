GRANT USAGE ON SCHEMA ops TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON ops.job, ops.job_run, ops.job_step TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON ops.job, ops.job_run, ops.job_step TO mg_batch_owner;
