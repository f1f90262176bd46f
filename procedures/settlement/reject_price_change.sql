CREATE OR REPLACE FUNCTION settlement.reject_price_change(p_request_id uuid, p_reason text DEFAULT NULL, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reject_price_change$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'pricing.approve_change');
BEGIN
  IF coalesce(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MP013', MESSAGE = 'a change needs a reason and a request key', DETAIL = 'rejected without a reason',
      HINT = 'Say why; who asked for it reads it.';
  END IF;
  IF settlement.decide_price_change(p_request_id, 'rejected', p_reason, v_actor) THEN
    PERFORM settlement.audit_price_change('rejected', p_request_id, v_actor);
  END IF;
  RETURN 'rejected';
END
$reject_price_change$;
COMMENT ON FUNCTION settlement.reject_price_change(uuid, text, uuid) IS 'Another person refuses a change request, with the reason. Refusing it again changes nothing.';
ALTER FUNCTION settlement.reject_price_change(uuid, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.reject_price_change(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.reject_price_change(uuid, text, uuid) TO mg_batch;
