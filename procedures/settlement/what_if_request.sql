CREATE OR REPLACE FUNCTION settlement.what_if_request(p_request_id uuid, p_from date, p_through date, p_tenants uuid[] DEFAULT NULL)
RETURNS TABLE (tenant_id uuid, tenant_key text, currency text, place integer, figure text, old_minor bigint, new_minor bigint, difference_minor bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $what_if_request$
DECLARE
  v_request record;
BEGIN
  SELECT r.change, r.effective_on, r.tenant_id, p.plan_key INTO v_request
  FROM pricing.pricing_change_request AS r
  LEFT JOIN pricing.pricing_plan AS p ON p.pricing_plan_id = r.pricing_plan_id
  WHERE r.pricing_change_request_id = p_request_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MP410', MESSAGE = 'unknown change request', DETAIL = format('request %s', p_request_id), HINT = 'mindgarden pricing list names them.';
  END IF;
  RETURN QUERY
  SELECT w.* FROM settlement.what_if(v_request.change, p_from, p_through,
    CASE WHEN v_request.tenant_id IS NULL THEN p_tenants ELSE ARRAY[v_request.tenant_id] END, v_request.plan_key, v_request.effective_on) AS w;
END
$what_if_request$;
COMMENT ON FUNCTION settlement.what_if_request(uuid, date, date, uuid[]) IS 'what_if of what a change request asks for.';
ALTER FUNCTION settlement.what_if_request(uuid, date, date, uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.what_if_request(uuid, date, date, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.what_if_request(uuid, date, date, uuid[]) TO mg_batch;
