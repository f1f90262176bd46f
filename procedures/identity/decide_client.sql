SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.decide_client(p_client uuid, p_state text, p_calls_per_minute integer, p_reason text, p_actor uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $decide_client$
DECLARE
  v_actor  uuid := identity.require_actor(p_actor, 'identity.approve_client');
  v_client identity.oauth_client;
  v_user   uuid;
BEGIN
  SELECT c.* INTO v_client FROM identity.oauth_client AS c WHERE c.oauth_client_id = p_client FOR UPDATE;
  IF v_client.oauth_client_id IS NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI408',
        MESSAGE = 'no such application',
        DETAIL = coalesce(p_client::text, $$$$),
        HINT = 'Check its number; mindgarden clients list names them.';
  END IF;
  IF coalesce(p_state, '') NOT IN ('approved', 'refused', 'suspended') OR (v_client.state, p_state) NOT IN (
       ('requested', 'approved'), ('requested', 'refused'), ('approved', 'approved'), ('approved', 'suspended'), ('suspended', 'approved')) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI511',
        MESSAGE = 'this is not decided about an application in that state',
        DETAIL = format('%s: %s', v_client.state, coalesce(p_state, '')),
        HINT = 'Approve or refuse what is requested, suspend what is approved, approve what is suspended.';
  END IF;
  -- Whoever administers the server itself acts as the service, and is trusted with everything.
  IF v_client.created_by = v_actor AND p_state = 'approved' AND p_actor IS NOT NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI115',
        MESSAGE = 'nobody approves the application that they registered',
        HINT = 'Ask somebody else of headquarters.';
  END IF;
  v_user := v_client.service_user_id;
  IF p_state = 'approved' AND v_client.role_code IS NOT NULL AND v_user IS NULL THEN
    INSERT INTO identity.auth_user (service_name, name_ko, name_en)
    VALUES ('application ' || p_client, v_client.name_ko, v_client.name_en) RETURNING user_id INTO v_user;
  END IF;
  UPDATE identity.oauth_client AS c
     SET state = p_state, calls_per_minute = coalesce(p_calls_per_minute, c.calls_per_minute), reason = nullif(btrim(p_reason), ''),
         decided_at = statement_timestamp(), decided_by = v_actor, service_user_id = v_user
   WHERE c.oauth_client_id = p_client;
  IF p_state = 'suspended' THEN
    PERFORM identity.end_grants_of(p_client, NULL, 'client_ended');
  END IF;
  PERFORM identity.note_security_event('client_' || p_state, 'low', v_actor, v_client.tenant_id, NULL, NULL, NULL, core.request_id(),
    jsonb_build_object('client', p_client, 'reason', p_reason, 'calls_per_minute', p_calls_per_minute));
END
$decide_client$;
COMMENT ON FUNCTION identity.decide_client(uuid, text, integer, text, uuid) IS 'Lets headquarters approve, refuse or suspend an application, and say how often it may call (NULL: as before). Suspending ends everything that it was let do.';
REVOKE ALL ON FUNCTION identity.decide_client(uuid, text, integer, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.decide_client(uuid, text, integer, text, uuid) TO mg_migrator;
SET ROLE mg_owner;
