CREATE OR REPLACE FUNCTION settlement.withdraw_price_change(p_request_id uuid, p_reason text DEFAULT NULL, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $withdraw_price_change$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'pricing.request_change');
BEGIN
  IF settlement.decide_price_change(p_request_id, 'withdrawn', p_reason, v_actor) THEN
    PERFORM settlement.audit_price_change('withdrawn', p_request_id, v_actor);
  END IF;
  RETURN 'withdrawn';
END
$withdraw_price_change$;
COMMENT ON FUNCTION settlement.withdraw_price_change(uuid, text, uuid) IS 'Who asked for a change takes the request back. Taking it back again changes nothing.';
ALTER FUNCTION settlement.withdraw_price_change(uuid, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.withdraw_price_change(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.withdraw_price_change(uuid, text, uuid) TO mg_batch;
