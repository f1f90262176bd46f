-- The trail is only ever added to.
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON audit.entry
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON audit.entry
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON audit.chain_link
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON audit.chain_link
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON audit.platform_link
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON audit.platform_link
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
