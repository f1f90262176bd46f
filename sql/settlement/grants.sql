GRANT USAGE ON SCHEMA settlement TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON settlement.terms, settlement.tenant_clock, settlement.statement, settlement.line,
  settlement.adjustment, settlement.schedule, settlement.withholding_rule TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON settlement.withholding_rule TO mg_batch_owner;
GRANT SELECT, INSERT, UPDATE ON settlement.terms, settlement.tenant_clock, settlement.statement,
  settlement.schedule TO mg_batch_owner;
-- Terms that no period has used give way to new ones.
GRANT DELETE ON settlement.terms TO mg_batch_owner;
GRANT SELECT, INSERT ON settlement.adjustment TO mg_batch_owner;
-- DELETE is for reopening alone: the trigger lets no other routine do it.
GRANT SELECT, INSERT, DELETE ON settlement.line TO mg_batch_owner;
