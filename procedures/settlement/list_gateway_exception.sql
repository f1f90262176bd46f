CREATE OR REPLACE FUNCTION settlement.list_gateway_exception(p_state text DEFAULT NULL, p_tenants uuid[] DEFAULT NULL)
RETURNS TABLE (gateway_exception_id uuid, tenant_key text, kind text, side text, subject_ref text, amount_minor bigint, currency text, finding text, state text,
  owner_id uuid, reason text, resolution text, expected_on date, resolved_on date, opened_on date)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_gateway_exception$
  SELECT x.gateway_exception_id, t.tenant_key, x.kind, x.side, coalesce(e.ref, r.row_ref), x.amount_minor, x.currency, x.finding, x.state,
    x.owner_id, x.reason, x.resolution, x.expected_on, x.resolved_on, x.opened_on
  FROM settlement.gateway_exception AS x
  LEFT JOIN tenancy.tenant AS t ON t.tenant_id = x.tenant_id
  LEFT JOIN commerce.payment_event AS e ON x.side = 'event' AND e.tenant_id = x.tenant_id AND e.settlement_day = x.settlement_day AND e.payment_event_id = x.subject_id
  LEFT JOIN settlement.gateway_row AS r ON x.side = 'row' AND r.gateway_row_id = x.subject_id
  WHERE CASE WHEN p_state IS NULL THEN x.state <> 'resolved' ELSE p_state IN ('all', x.state) END AND (p_tenants IS NULL OR x.tenant_id = ANY (p_tenants))
  ORDER BY x.opened_on, t.tenant_key NULLS FIRST, x.kind, coalesce(e.ref, r.row_ref), x.gateway_exception_id
$list_gateway_exception$;
COMMENT ON FUNCTION settlement.list_gateway_exception(text, uuid[]) IS 'The queue of exceptions, oldest first: those of a state (null: not resolved; all), of tenants (null: all).';
ALTER FUNCTION settlement.list_gateway_exception(text, uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_gateway_exception(text, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_gateway_exception(text, uuid[]) TO mg_batch;
