GRANT USAGE ON SCHEMA settlement TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON settlement.terms, settlement.tenant_clock, settlement.statement, settlement.line,
  settlement.adjustment, settlement.schedule, settlement.withholding_rule TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON settlement.withholding_rule TO mg_batch_owner;
GRANT SELECT, INSERT, UPDATE ON settlement.terms, settlement.tenant_clock, settlement.statement,
  settlement.schedule TO mg_batch_owner;
-- Reconciliation: gateways' rows and the exceptions are HQ's; a tenant sees which of its events were settled when.
GRANT SELECT ON settlement.gateway TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON settlement.gateway_match TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON settlement.gateway_file, settlement.gateway_row, settlement.gateway_ref, settlement.gateway_exception TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON settlement.gateway, settlement.gateway_file, settlement.gateway_row, settlement.gateway_exception TO mg_batch_owner;
GRANT SELECT, INSERT ON settlement.gateway_ref TO mg_batch_owner;
-- DELETE is for what the rows and events say now: the trigger names the routines.
GRANT SELECT, INSERT, DELETE ON settlement.gateway_match TO mg_batch_owner;
GRANT SELECT, INSERT, DELETE ON settlement.gateway_import_row TO mg_batch;
GRANT SELECT, INSERT, UPDATE, DELETE ON settlement.gateway_import_row, settlement.gateway_import_entry, settlement.gateway_work,
  settlement.gateway_work_edge, settlement.gateway_work_link TO mg_batch_owner;
-- Terms that no period has used give way to new ones.
GRANT DELETE ON settlement.terms TO mg_batch_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON settlement.rule_volume TO mg_batch_owner;
GRANT SELECT ON settlement.rule_volume TO mg_operator, mg_auditor;
GRANT SELECT, INSERT ON settlement.adjustment TO mg_batch_owner;
GRANT SELECT ON settlement.disposed_through TO mg_app, mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON settlement.disposed_through TO mg_batch_owner;
-- DELETE is for reopening and for disposing of what need not be kept any more: the triggers let no other routine do it.
GRANT DELETE ON settlement.statement, settlement.adjustment TO mg_batch_owner;
GRANT SELECT, INSERT, DELETE ON settlement.line TO mg_batch_owner;
GRANT SELECT ON settlement.statement_hold, settlement.statement_signature TO mg_app, mg_operator, mg_auditor;
-- A tenant reads the adjustment that a request became, not what was asked for, rejected or put before it.
GRANT SELECT ON settlement.adjustment_request, settlement.adjustment_attachment TO mg_operator, mg_auditor;
GRANT SELECT, INSERT ON settlement.statement_signature, settlement.adjustment_attachment TO mg_batch_owner;
-- UPDATE is for releasing and deciding alone: triggers let no other routine do it.
GRANT SELECT, INSERT, UPDATE ON settlement.statement_hold, settlement.adjustment_request TO mg_batch_owner;

GRANT SELECT ON settlement.payout_account, settlement.payout_seller, settlement.payout, settlement.payout_exception TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON settlement.payout_batch, settlement.payout_file, settlement.payout_result_file TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON settlement.payout_account, settlement.payout_seller, settlement.payout, settlement.payout_exception,
  settlement.payout_batch TO mg_batch_owner;
-- Attempts go with their statement, when it need not be kept any more: the triggers let no other routine do it.
GRANT DELETE ON settlement.payout, settlement.payout_exception TO mg_batch_owner;
-- An account that was typed wrong and never used gives way to the right one.
GRANT DELETE ON settlement.payout_account TO mg_batch_owner;
-- Whole account numbers: nobody but the routines.
GRANT SELECT, INSERT, DELETE ON settlement.payout_account_number TO mg_batch_owner;
GRANT SELECT, INSERT ON settlement.payout_file, settlement.payout_result_file TO mg_batch_owner;
GRANT SELECT ON settlement.chargeback_case, settlement.chargeback_step TO mg_app, mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON settlement.chargeback_case TO mg_batch_owner;
GRANT SELECT, INSERT ON settlement.chargeback_step TO mg_batch_owner;
-- Headquarters' suspicions: no tenant reads them.
GRANT SELECT ON settlement.anomaly, settlement.anomaly_rule TO mg_operator, mg_auditor;
GRANT SELECT, INSERT, UPDATE ON settlement.anomaly TO mg_batch_owner;
GRANT SELECT, UPDATE ON settlement.anomaly_rule TO mg_batch_owner;
