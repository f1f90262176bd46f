CREATE OR REPLACE FUNCTION settlement.list_payout_account(p_tenant_key text DEFAULT NULL)
RETURNS SETOF settlement.payout_account_report
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_payout_account$
  SELECT r.* FROM settlement.payout_account_report AS r
  WHERE p_tenant_key IS NULL OR r.tenant_id = settlement.find_tenant(p_tenant_key)
  ORDER BY r.tenant_key COLLATE "C", r.valid_from
$list_payout_account$;
COMMENT ON FUNCTION settlement.list_payout_account(text) IS 'The payout accounts of a tenant (none given: of all), masked, oldest first.';
ALTER FUNCTION settlement.list_payout_account(text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_payout_account(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_payout_account(text) TO mg_batch;
