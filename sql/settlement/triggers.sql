-- Facts. Arguments name the routines that may change or delete rows nevertheless.
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.line
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('settlement.what_if', 'settlement.reopen', 'ops.dispose');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.line
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.adjustment
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('ops.dispose');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.adjustment
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
-- What gateways said is a fact; the links are derived, and only their routines bring them up to date.
CREATE OR REPLACE TRIGGER _100_keep_content BEFORE UPDATE OR DELETE ON settlement.gateway_row
  FOR EACH ROW EXECUTE FUNCTION settlement.tg_gateway_row__keep_content();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.gateway_ref
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.gateway_match
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('settlement.link_gateway', 'settlement.undo_gateway');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.gateway_match
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
-- A statement is a fact but for its state.
CREATE OR REPLACE TRIGGER _100_keep_figures BEFORE UPDATE ON settlement.statement
  FOR EACH ROW EXECUTE FUNCTION settlement.tg_statement__keep_figures();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE DELETE ON settlement.statement
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('ops.dispose');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.statement
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.statement_hold
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('settlement.release_hold');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.statement_hold
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.statement_signature
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.statement_signature
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.adjustment_request
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('settlement.approve_adjustment', 'settlement.reject_adjustment');
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.adjustment_request
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.adjustment_attachment
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.adjustment_attachment
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
-- Payouts: whom, how much and where to stay as they were prepared; numbers and files are facts.
CREATE OR REPLACE TRIGGER _100_keep_content BEFORE UPDATE ON settlement.payout
  FOR EACH ROW EXECUTE FUNCTION settlement.tg_payout__keep_content();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE DELETE ON settlement.payout
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('ops.dispose');
CREATE OR REPLACE TRIGGER _100_append_only BEFORE DELETE ON settlement.payout_exception
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('ops.dispose');
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.payout_account_number
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only('settlement.set_payout_account');
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.payout_file
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
-- A dispute keeps its facts, and its steps are facts.
CREATE OR REPLACE TRIGGER _100_keep_facts BEFORE UPDATE OR DELETE ON settlement.chargeback_case
  FOR EACH ROW EXECUTE FUNCTION settlement.tg_chargeback_case__keep_facts();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.chargeback_case
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only BEFORE UPDATE OR DELETE ON settlement.chargeback_step
  FOR EACH ROW EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.chargeback_step
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
CREATE OR REPLACE TRIGGER _100_keep_finding BEFORE UPDATE OR DELETE ON settlement.anomaly
  FOR EACH ROW EXECUTE FUNCTION settlement.tg_anomaly__keep_finding();
CREATE OR REPLACE TRIGGER _100_append_only_truncate BEFORE TRUNCATE ON settlement.anomaly
  FOR EACH STATEMENT EXECUTE FUNCTION core.tg__append_only();
