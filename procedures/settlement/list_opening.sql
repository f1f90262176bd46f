CREATE OR REPLACE FUNCTION settlement.list_opening()
RETURNS TABLE (request_key text, tenants bigint, first_day date, last_day date, posted_at timestamptz, is_reversed boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_opening$
  SELECT o.request_key, count(DISTINCT o.tenant_id), min(o.opened_on), max(o.opened_on), min(o.created_at), bool_and(r.opening_id IS NOT NULL)
  FROM ledger.opening AS o
  LEFT JOIN ledger.opening AS r ON r.tenant_id = o.tenant_id AND r.reverses_opening_id = o.opening_id
  WHERE o.reverses_opening_id IS NULL
  GROUP BY o.request_key
  ORDER BY min(o.created_at) DESC, o.request_key
$list_opening$;
COMMENT ON FUNCTION settlement.list_opening() IS 'The keys of opening balances, newest first: how many tenants, which days, whether they were taken back.';
ALTER FUNCTION settlement.list_opening() OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_opening() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_opening() TO mg_batch, mg_auditor;
