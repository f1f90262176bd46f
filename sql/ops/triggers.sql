-- Evidence of a disposal outlives what was disposed of.
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON ops.disposal
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON ops.disposal
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
