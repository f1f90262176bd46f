CREATE OR REPLACE FUNCTION ops.release_hold(p_hold_id uuid, p_reason text, p_actor uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $release_hold$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'ops.hold_record');
  v_hold ops.legal_hold;
BEGIN
  IF coalesce(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MO010', MESSAGE = 'a legal hold needs a reason and days in order', DETAIL = format('hold %s', p_hold_id), HINT = 'Say why it is released.';
  END IF;
  PERFORM FROM ops.legal_hold AS h WHERE h.legal_hold_id = p_hold_id FOR UPDATE;
  SELECT h.* INTO v_hold FROM ops.legal_hold AS h WHERE h.legal_hold_id = p_hold_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MO411', MESSAGE = 'unknown legal hold', DETAIL = format('hold %s', p_hold_id), HINT = 'mindgarden retention holds lists them.';
  ELSIF v_hold.released_at IS NOT NULL THEN
    RETURN false;
  END IF;
  UPDATE ops.legal_hold AS h SET released_at = now(), released_by = v_actor, release_reason = p_reason WHERE h.legal_hold_id = p_hold_id;
  PERFORM audit.record(n.tenant_id, 'ops.hold.released', p_hold_id::text, jsonb_build_object('reason', p_reason), v_actor)
  FROM tenancy.tenant AS n WHERE v_hold.tenant_id IS NULL OR n.tenant_id = v_hold.tenant_id;
  RETURN true;
END
$release_hold$;
COMMENT ON FUNCTION ops.release_hold(uuid, text, uuid) IS 'Ends a legal hold, with the reason; releasing it again changes nothing and says so.';
ALTER FUNCTION ops.release_hold(uuid, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.release_hold(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.release_hold(uuid, text, uuid) TO mg_batch;
