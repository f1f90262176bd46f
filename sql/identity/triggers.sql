-- Facts: nobody may change or delete them.
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON identity.operator_audit_log
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON identity.operator_audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
