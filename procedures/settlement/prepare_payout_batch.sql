CREATE OR REPLACE FUNCTION settlement.prepare_payout_batch(
  p_payout_on date, p_channel text, p_tenants uuid[] DEFAULT NULL, p_as_of timestamptz DEFAULT now(), p_retry_of text DEFAULT NULL, p_actor uuid DEFAULT NULL)
RETURNS TABLE (
  batch_number text, tenant_key text, statement_id uuid, period_end date, reference text, amount_minor bigint, currency text,
  bank_code text, masked_number text, blocked_by text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $prepare_payout_batch$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.prepare_payout');
  v_batch_id uuid := uuidv7();
  v_retry_of uuid;
BEGIN
  IF p_payout_on IS NULL OR p_channel IS NULL OR p_channel NOT IN ('bank_file', 'toss') THEN
    RAISE EXCEPTION USING ERRCODE = 'MS020', MESSAGE = 'a payout batch needs a day and a channel',
      DETAIL = format('day %s, channel %s', p_payout_on, quote_nullable(p_channel)), HINT = 'The channel is bank_file or toss.';
  END IF;
  IF p_retry_of IS NOT NULL THEN
    v_retry_of := (settlement.find_payout_batch(p_retry_of)).payout_batch_id;
  END IF;
  PERFORM pg_advisory_xact_lock(core.lock_class('payout_batch'), 0);
  PERFORM FROM settlement.statement AS s
  WHERE s.status IN ('confirmed', 'failed') AND s.payout_date <= p_payout_on AND (p_tenants IS NULL OR s.tenant_id = ANY (p_tenants))
  ORDER BY s.tenant_id, s.statement_id FOR NO KEY UPDATE;

  RETURN QUERY
  WITH candidate AS MATERIALIZED (
    SELECT c.*, CASE WHEN c.blocked_by IS NULL THEN
      row_number() OVER (PARTITION BY c.blocked_by IS NULL ORDER BY c.tenant_key COLLATE "C", c.period_end, c.statement_id) END::integer AS line
    FROM settlement.payable_statement(p_payout_on, p_channel, p_tenants, p_as_of, v_retry_of) AS c
  ), batch AS (
    INSERT INTO settlement.payout_batch (payout_batch_id, payout_on, batch_count, channel, created_by)
    SELECT v_batch_id, p_payout_on, 1 + coalesce((SELECT max(b.batch_count) FROM settlement.payout_batch AS b WHERE b.payout_on = p_payout_on), 0), p_channel, v_actor
    WHERE EXISTS (SELECT FROM candidate AS c WHERE c.line IS NOT NULL)
    RETURNING payout_batch_id, batch_number
  ), paying AS (
    UPDATE settlement.statement AS s SET status = 'paying'
    FROM candidate AS c
    WHERE s.tenant_id = c.tenant_id AND s.statement_id = c.statement_id AND c.line IS NOT NULL
  ), made AS (
    INSERT INTO settlement.payout (tenant_id, payout_batch_id, statement_id, payout_account_id, attempt, line_number, reference, channel, payout_on,
      amount_minor, currency, bank_code, masked_number, holder_name, created_by)
    SELECT c.tenant_id, b.payout_batch_id, c.statement_id, c.payout_account_id, c.attempt, c.line, b.batch_number || '-' || c.line, p_channel, p_payout_on,
      c.amount_minor, c.currency, c.bank_code, c.masked_number, c.holder_name, v_actor
    FROM candidate AS c CROSS JOIN batch AS b
    WHERE c.line IS NOT NULL
    RETURNING tenant_id, statement_id, reference
  )
  SELECT b.batch_number, c.tenant_key, c.statement_id, c.period_end, m.reference, c.amount_minor, c.currency, c.bank_code, c.masked_number, c.blocked_by
  FROM candidate AS c
  LEFT JOIN made AS m ON m.tenant_id = c.tenant_id AND m.statement_id = c.statement_id
  LEFT JOIN batch AS b ON m.reference IS NOT NULL
  ORDER BY c.line NULLS LAST, c.tenant_key COLLATE "C", c.period_end;

  PERFORM audit.record(p.tenant_id, 'settlement.payout.prepared', p.statement_id::text, jsonb_build_object('reference', p.reference,
    'amount_minor', p.amount_minor, 'currency', p.currency, 'bank_code', p.bank_code, 'masked_number', p.masked_number, 'attempt', p.attempt), v_actor)
  FROM settlement.payout AS p WHERE p.payout_batch_id = v_batch_id;
END
$prepare_payout_batch$;
COMMENT ON FUNCTION settlement.prepare_payout_batch(date, text, uuid[], timestamptz, text, uuid) IS 'Puts the statements that fall due by a payout day into a batch, and reports those that may not be paid with the reason. Preparing again finds only what came due meanwhile. p_retry_of: only what failed in that batch.';
ALTER FUNCTION settlement.prepare_payout_batch(date, text, uuid[], timestamptz, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.prepare_payout_batch(date, text, uuid[], timestamptz, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.prepare_payout_batch(date, text, uuid[], timestamptz, text, uuid) TO mg_batch;
