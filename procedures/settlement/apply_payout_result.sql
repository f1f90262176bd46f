CREATE OR REPLACE FUNCTION settlement.apply_payout_result(
  p_references text[], p_statuses text[], p_codes text[], p_reasons text[], p_paid_on date[], p_source text, p_actor uuid)
RETURNS TABLE (place bigint, reference text, outcome text)
LANGUAGE plpgsql
AS $apply_payout_result$
#variable_conflict use_column
DECLARE
  v_tenants uuid[];
  v_statements uuid[];
  v_days date[];
BEGIN
  -- One answer to a batch at a time, so that the last one finds it done.
  PERFORM FROM settlement.payout_batch AS b
  WHERE b.payout_batch_id IN (SELECT p.payout_batch_id FROM settlement.payout AS p WHERE p.reference = ANY (p_references))
  ORDER BY b.payout_batch_id FOR UPDATE;
  -- As by hand: the clock before the statement, so that balances are not kept while payouts are posted.
  PERFORM FROM settlement.tenant_clock AS c
  WHERE c.tenant_id IN (SELECT p.tenant_id FROM settlement.payout AS p WHERE p.reference = ANY (p_references))
  ORDER BY c.tenant_id, c.schedule_code FOR UPDATE;
  PERFORM FROM settlement.payout AS p WHERE p.reference = ANY (p_references) ORDER BY p.tenant_id, p.payout_id FOR UPDATE;

  RETURN QUERY
  WITH report AS (
    SELECT r.place, r.reference, r.status, r.paid_on, settlement.hide_account(r.reason) AS reason, p.tenant_id, p.payout_id, p.status AS state,
      CASE WHEN p.status = 'sent' THEN 'recorded'
        WHEN p.status = r.status AND (r.status = 'failed' OR p.paid_on = r.paid_on) THEN 'unchanged'
        WHEN p.status = 'cancelled' AND r.status = 'failed' THEN 'unchanged'
        WHEN EXISTS (SELECT FROM settlement.payout_exception AS x WHERE x.tenant_id = p.tenant_id AND x.payout_id = p.payout_id AND x.reported_status = r.status) THEN 'unchanged'
        ELSE 'exception' END AS outcome
    FROM unnest(p_references, p_statuses, p_reasons, p_paid_on) WITH ORDINALITY AS r (reference, status, reason, paid_on, place)
    JOIN settlement.payout AS p ON p.reference = r.reference
  ), excepted AS (
    -- What contradicts an answer that was taken moves no money: a person looks first.
    INSERT INTO settlement.payout_exception (tenant_id, payout_id, reported_status, reported_paid_on, reported_reason, payout_status, source, created_by)
    SELECT r.tenant_id, r.payout_id, r.status, r.paid_on, r.reason, r.state, p_source, p_actor
    FROM report AS r WHERE r.outcome = 'exception'
    ON CONFLICT DO NOTHING
    RETURNING tenant_id, payout_id, reported_status, payout_status
  ), noted AS (
    SELECT count(audit.record(x.tenant_id, 'settlement.payout.contradicted', x.payout_id::text,
      jsonb_build_object('reported', x.reported_status, 'is', x.payout_status, 'source', p_source), p_actor)) AS times
    FROM excepted AS x
  )
  SELECT r.place, r.reference, r.outcome FROM report AS r CROSS JOIN noted ORDER BY r.place;

  WITH failed AS (
    UPDATE settlement.payout AS p SET status = 'failed', failure_code = left(r.code, 60), failure_reason = settlement.hide_account(r.reason), finished_at = now()
    FROM unnest(p_references, p_statuses, p_codes, p_reasons) AS r (reference, status, code, reason)
    WHERE p.reference = r.reference AND r.status = 'failed' AND p.status = 'sent'
    RETURNING p.tenant_id, p.statement_id, p.reference, p.failure_code, p.failure_reason
  ), back AS (
    UPDATE settlement.statement AS s SET status = 'failed'
    FROM failed AS f
    WHERE s.tenant_id = f.tenant_id AND s.statement_id = f.statement_id AND s.status = 'paying'
  )
  SELECT array_agg(audit.record(f.tenant_id, 'settlement.payout.failed', f.statement_id::text,
    jsonb_build_object('reference', f.reference, 'code', f.failure_code, 'reason', f.failure_reason, 'source', p_source), p_actor))
  INTO v_statements FROM failed AS f;

  WITH done AS (
    UPDATE settlement.payout AS p SET status = 'succeeded', paid_on = r.paid_on, finished_at = now()
    FROM unnest(p_references, p_statuses, p_paid_on) AS r (reference, status, paid_on)
    WHERE p.reference = r.reference AND r.status = 'succeeded' AND p.status = 'sent'
    RETURNING p.tenant_id, p.statement_id, p.paid_on
  )
  SELECT array_agg(d.tenant_id ORDER BY d.tenant_id, d.statement_id), array_agg(d.statement_id ORDER BY d.tenant_id, d.statement_id),
    array_agg(d.paid_on ORDER BY d.tenant_id, d.statement_id)
  INTO v_tenants, v_statements, v_days FROM done AS d;
  PERFORM settlement.post_payout(v_tenants, v_statements, v_days, '{paying}', 'batch_payout', p_actor);

  UPDATE settlement.payout_batch AS b SET status = 'done', finished_at = now()
  WHERE b.status = 'sent' AND b.payout_batch_id IN (SELECT p.payout_batch_id FROM settlement.payout AS p WHERE p.reference = ANY (p_references))
    AND NOT EXISTS (SELECT FROM settlement.payout AS o WHERE o.payout_batch_id = b.payout_batch_id AND o.status IN ('prepared', 'sent'));
END
$apply_payout_result$;
COMMENT ON FUNCTION settlement.apply_payout_result(text[], text[], text[], text[], date[], text, uuid) IS 'Takes checked answers about payouts: paid, failed and payable again, unchanged, or an exception where it contradicts what is known.';
REVOKE ALL ON FUNCTION settlement.apply_payout_result(text[], text[], text[], text[], date[], text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.apply_payout_result(text[], text[], text[], text[], date[], text, uuid) TO mg_batch_owner;
