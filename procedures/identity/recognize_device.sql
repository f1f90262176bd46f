SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.recognize_device(
  p_user_id uuid, p_device_hash bytea, p_user_agent text, p_address inet, p_country text, p_request_id uuid
) RETURNS uuid
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $recognize_device$
DECLARE
  v_device identity.device;
  v_last   identity.device;
BEGIN
  IF p_device_hash IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT d.* INTO v_last FROM identity.device AS d WHERE d.user_id = p_user_id ORDER BY d.last_seen_at DESC LIMIT 1;
  UPDATE identity.device AS d
     SET last_seen_at = statement_timestamp(), last_address = p_address, last_country = coalesce(p_country, d.last_country),
         user_agent = left(p_user_agent, 400), revoked_at = NULL
   WHERE d.user_id = p_user_id AND d.token_hash = p_device_hash
  RETURNING d.* INTO v_device;
  IF v_device.device_id IS NULL THEN
    INSERT INTO identity.device (user_id, token_hash, user_agent, last_address, last_country)
    VALUES (p_user_id, p_device_hash, left(p_user_agent, 400), p_address, p_country)
    RETURNING * INTO v_device;
    IF v_last.device_id IS NOT NULL THEN
      PERFORM identity.note_security_event('new_device', 'low', p_user_id, NULL, NULL, v_device.device_id, p_address, p_request_id);
      PERFORM identity.queue_mail(p_user_id, 'new_device');
    END IF;
  END IF;
  -- Within a few hours nobody is in two countries.
  IF p_country <> v_last.last_country AND v_last.last_seen_at > statement_timestamp() - interval '6 hours' THEN
    PERFORM identity.note_security_event('impossible_travel', 'high', p_user_id, NULL, NULL, v_device.device_id, p_address, p_request_id,
      jsonb_build_object('from', v_last.last_country, 'to', p_country));
  END IF;
  RETURN v_device.device_id;
END
$recognize_device$;
COMMENT ON FUNCTION identity.recognize_device(uuid, bytea, text, inet, text, uuid) IS 'The device of a log-in, known or new; a new one is told to its owner, and another country within six hours is written down.';
REVOKE ALL ON FUNCTION identity.recognize_device(uuid, bytea, text, inet, text, uuid) FROM PUBLIC;
SET ROLE mg_owner;
