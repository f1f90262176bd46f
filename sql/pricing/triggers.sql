-- What was asked for and what came of it stays.
CREATE OR REPLACE TRIGGER _100_keep_content BEFORE UPDATE OR DELETE ON pricing.pricing_change_request
  FOR EACH ROW EXECUTE FUNCTION pricing.tg_pricing_change_request__keep_content();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON pricing.pricing_change_request
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON pricing.change_effect
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON pricing.change_effect
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
