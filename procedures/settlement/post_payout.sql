CREATE OR REPLACE FUNCTION settlement.post_payout(
  p_tenants uuid[], p_statements uuid[], p_paid_on date[], p_from text[], p_leg text, p_actor uuid)
RETURNS bigint
LANGUAGE plpgsql
AS $post_payout$
DECLARE
  v_count bigint;
BEGIN
  WITH paid AS (
    UPDATE settlement.statement AS s SET status = 'paid', paid_on = k.paid_on, paid_at = now(), paid_by = p_actor
    FROM unnest(p_tenants, p_statements, p_paid_on) AS k (tenant_id, statement_id, paid_on)
    WHERE s.tenant_id = k.tenant_id AND s.statement_id = k.statement_id AND s.status = ANY (p_from)
    RETURNING s.tenant_id, s.statement_id, s.paid_on, s.payout_minor, s.currency
  ), posted AS (
    INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
    SELECT p.tenant_id, p.paid_on, 'payout', p.statement_id, p_leg, 'tenant_payable', 'bank', p.payout_minor, p.currency
    FROM paid AS p WHERE p.payout_minor > 0
  )
  SELECT count(*), count(audit.record(p.tenant_id, 'settlement.statement.paid', p.statement_id::text,
      jsonb_build_object('paid_on', p.paid_on, 'payout_minor', p.payout_minor, 'by', p_leg), p_actor))
  INTO v_count FROM paid AS p;
  PERFORM ledger.drop_snapshot(d.tenant_id, d.first_day)
  FROM (SELECT k.tenant_id, min(k.paid_on) AS first_day FROM unnest(p_tenants, p_paid_on) AS k (tenant_id, paid_on) GROUP BY k.tenant_id) AS d
  WHERE v_count > 0;
  RETURN v_count;
END
$post_payout$;
COMMENT ON FUNCTION settlement.post_payout(uuid[], uuid[], date[], text[], text, uuid) IS 'The one place that makes statements paid and posts it: from payable to the bank, on the day of payment; by hand (leg payout) or by a batch (leg batch_payout). Returns how many were in one of the states given.';
REVOKE ALL ON FUNCTION settlement.post_payout(uuid[], uuid[], date[], text[], text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.post_payout(uuid[], uuid[], date[], text[], text, uuid) TO mg_batch_owner;
