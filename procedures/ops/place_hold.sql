CREATE OR REPLACE FUNCTION ops.place_hold(
  p_tenant_key text, p_first_day date, p_last_day date, p_reason text, p_expires_on date DEFAULT NULL, p_actor uuid DEFAULT NULL)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $place_hold$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'ops.hold_record');
  v_tenant_id uuid;
  v_id uuid;
BEGIN
  IF coalesce(btrim(p_reason), '') = '' OR p_first_day > p_last_day THEN
    RAISE EXCEPTION USING ERRCODE = 'MO010', MESSAGE = 'a legal hold needs a reason and days in order',
      DETAIL = format('reason %s, days %s to %s', quote_nullable(p_reason), p_first_day, p_last_day), HINT = 'Say why; the first day is not after the last.';
  END IF;
  IF p_tenant_key IS NOT NULL THEN
    v_tenant_id := settlement.find_tenant(p_tenant_key);
  END IF;
  INSERT INTO ops.legal_hold (tenant_id, held_days, reason, expires_on, created_by)
  VALUES (v_tenant_id, daterange(p_first_day, p_last_day, '[]'), p_reason, p_expires_on, v_actor)
  RETURNING legal_hold_id INTO v_id;
  PERFORM audit.record(n.tenant_id, 'ops.hold.placed', v_id::text, jsonb_build_object('from', p_first_day, 'through', p_last_day, 'reason', p_reason, 'expires_on', p_expires_on), v_actor)
  FROM tenancy.tenant AS n WHERE v_tenant_id IS NULL OR n.tenant_id = v_tenant_id;
  RETURN v_id;
END
$place_hold$;
COMMENT ON FUNCTION ops.place_hold(text, date, date, text, date, uuid) IS 'Keeps a tenant''s records of some days (no tenant: everybody''s; no day: all) beyond their time, until a day or until it is released.';
ALTER FUNCTION ops.place_hold(text, date, date, text, date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.place_hold(text, date, date, text, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.place_hold(text, date, date, text, date, uuid) TO mg_batch;
