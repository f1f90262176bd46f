CREATE OR REPLACE FUNCTION settlement.assign_gateway_exception(p_gateway_exception_id uuid, p_owner uuid, p_reason text DEFAULT NULL, p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $assign_gateway_exception$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.reconcile_gateway');
  v_exception settlement.gateway_exception := settlement.find_exception(p_gateway_exception_id);
BEGIN
  IF v_exception.state = 'resolved' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS542', MESSAGE = 'the exception is resolved already',
      DETAIL = format('exception %s: %s on %s', p_gateway_exception_id, v_exception.resolution, v_exception.resolved_on), HINT = 'Only open and assigned ones are worked on.';
  ELSIF p_owner IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MS040', MESSAGE = 'an exception is assigned to somebody', DETAIL = format('exception %s', p_gateway_exception_id), HINT = 'Name the person who looks into it.';
  END IF;
  IF v_exception.owner_id IS DISTINCT FROM p_owner OR v_exception.reason IS DISTINCT FROM coalesce(p_reason, v_exception.reason) THEN
    UPDATE settlement.gateway_exception AS x SET state = 'assigned', owner_id = p_owner, reason = coalesce(p_reason, x.reason)
    WHERE x.gateway_exception_id = p_gateway_exception_id;
    PERFORM audit.record(v_exception.tenant_id, 'settlement.gateway.exception_assigned', p_gateway_exception_id::text,
      jsonb_build_object('owner', p_owner, 'reason', p_reason, 'kind', v_exception.kind), v_actor)
    WHERE v_exception.tenant_id IS NOT NULL;
  END IF;
  RETURN 'assigned';
END
$assign_gateway_exception$;
COMMENT ON FUNCTION settlement.assign_gateway_exception(uuid, uuid, text, uuid) IS 'Gives an exception of reconciliation an owner. Giving it to the same person again changes nothing.';
ALTER FUNCTION settlement.assign_gateway_exception(uuid, uuid, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.assign_gateway_exception(uuid, uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.assign_gateway_exception(uuid, uuid, text, uuid) TO mg_batch;
