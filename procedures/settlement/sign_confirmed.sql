CREATE OR REPLACE FUNCTION settlement.sign_confirmed(p_tenants uuid[], p_actor uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $sign_confirmed$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.confirm_statement');
  v_tenants uuid[];
  v_statements uuid[];
  v_count bigint;
BEGIN
  -- Locked in key order, so that two at once sign each statement once.
  PERFORM FROM settlement.statement AS s
  WHERE s.tenant_id = ANY (p_tenants) AND s.confirmed_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM settlement.statement_signature AS g WHERE g.tenant_id = s.tenant_id AND g.statement_id = s.statement_id)
  ORDER BY s.tenant_id, s.statement_id FOR UPDATE;
  SELECT array_agg(s.tenant_id), array_agg(s.statement_id) INTO v_tenants, v_statements
  FROM settlement.statement AS s
  WHERE s.tenant_id = ANY (p_tenants) AND s.confirmed_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM settlement.statement_signature AS g WHERE g.tenant_id = s.tenant_id AND g.statement_id = s.statement_id);

  SELECT count(audit.record(g.tenant_id, 'settlement.statement.signed', g.statement_id::text,
    jsonb_build_object('content_sha256', encode(g.content_sha256, 'hex'), 'line_count', g.line_count), v_actor)) INTO v_count
  FROM settlement.sign_statement(v_tenants, v_statements, v_actor) AS g;
  RETURN v_count;
END
$sign_confirmed$;
COMMENT ON FUNCTION settlement.sign_confirmed(uuid[], uuid) IS 'Signs the statements of tenants that were confirmed before signatures were kept; all others have one since they were confirmed. Returns how many.';
ALTER FUNCTION settlement.sign_confirmed(uuid[], uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.sign_confirmed(uuid[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.sign_confirmed(uuid[], uuid) TO mg_batch;
