CREATE OR REPLACE FUNCTION settlement.list_payout_exception(p_is_open boolean DEFAULT true)
RETURNS TABLE (payout_exception_id uuid, tenant_key text, reference text, payout_status text, reported_status text, reported_paid_on date,
  reported_reason text, amount_minor bigint, currency text, source text, status text, note text, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
SET search_path = pg_catalog, pg_temp
AS $list_payout_exception$
  SELECT x.payout_exception_id, n.tenant_key, p.reference, p.status, x.reported_status, x.reported_paid_on, x.reported_reason, p.amount_minor, p.currency,
    x.source, x.status, x.note, x.created_at
  FROM settlement.payout_exception AS x
  JOIN settlement.payout AS p ON p.tenant_id = x.tenant_id AND p.payout_id = x.payout_id
  JOIN tenancy.tenant AS n ON n.tenant_id = x.tenant_id
  WHERE NOT p_is_open OR x.status = 'open'
  ORDER BY x.created_at, p.reference
$list_payout_exception$;
COMMENT ON FUNCTION settlement.list_payout_exception(boolean) IS 'Contradictory answers about payouts: the open ones, or all.';
ALTER FUNCTION settlement.list_payout_exception(boolean) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_payout_exception(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_payout_exception(boolean) TO mg_batch;
