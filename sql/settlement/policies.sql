SELECT core.protect_table('settlement.terms', 'tenant');
SELECT core.protect_table('settlement.schedule', 'tenant');
SELECT core.protect_table('settlement.gateway_file', 'platform');
SELECT core.protect_table('settlement.gateway_row', 'platform');
SELECT core.protect_table('settlement.gateway_ref', 'platform');
SELECT core.protect_table('settlement.gateway_exception', 'platform');
SELECT core.protect_table('settlement.gateway_match', 'whole');
SELECT core.protect_table('settlement.tenant_clock', 'tenant');
SELECT core.protect_table('settlement.rule_volume', 'internal');
SELECT core.protect_table('settlement.statement', 'whole');
-- A line is its event's branch's; looked up only for who is limited to one.
SELECT core.protect_table('settlement.line', 'branch', $own$(EXISTS ( SELECT 1
       FROM commerce.payment_event e
      WHERE ((e.tenant_id = line.tenant_id) AND (e.settlement_day = line.settlement_day) AND (e.payment_event_id = line.payment_event_id))))$own$);
SELECT core.protect_table('settlement.adjustment', 'whole');
SELECT core.protect_table('settlement.statement_hold', 'whole');
SELECT core.protect_table('settlement.statement_signature', 'whole');
SELECT core.protect_table('settlement.adjustment_request', 'internal');
SELECT core.protect_table('settlement.adjustment_attachment', 'internal');
SELECT core.protect_table('settlement.payout_account', 'whole');
SELECT core.protect_table('settlement.payout_account_number', 'secret');
SELECT core.protect_table('settlement.payout_seller', 'whole');
SELECT core.protect_table('settlement.payout', 'whole');
SELECT core.protect_table('settlement.payout_exception', 'whole');
SELECT core.protect_table('settlement.payout_batch', 'platform');
SELECT core.protect_table('settlement.payout_file', 'platform');
SELECT core.protect_table('settlement.payout_result_file', 'platform');
SELECT core.protect_table('settlement.chargeback_case', 'whole');
SELECT core.protect_table('settlement.chargeback_step', 'whole');
SELECT core.protect_table('settlement.disposed_through', 'whole');
SELECT core.protect_table('settlement.anomaly', 'internal');
