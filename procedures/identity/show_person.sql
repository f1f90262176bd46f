SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.show_person(p_user_id uuid, p_reason text, p_actor uuid)
RETURNS TABLE (user_id uuid, email_sealed bytea, email_mask text, name_ko_sealed bytea, name_en_sealed bytea, name_mask text,
               phone_sealed bytea, phone_mask text, locale text, data_key_id uuid, wrapped_key bytea, wrapping_key_id text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $show_person$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'identity.show_person');
BEGIN
  IF btrim(coalesce(p_reason, '')) = '' THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI001',
      MESSAGE = 'seeing personal data needs a reason',
      HINT = 'Say why it has to be seen; it is written down.';
  END IF;
  PERFORM identity.note_security_event('personal_data_shown', 'info', v_actor, NULL, NULL, NULL, NULL, NULL,
    jsonb_build_object('of', p_user_id, 'reason', p_reason));
  RETURN QUERY SELECT * FROM identity.sealed_person(p_user_id);
END
$show_person$;
COMMENT ON FUNCTION identity.show_person(uuid, text, uuid) IS 'Hands out what is known of a person, still sealed, to be opened and shown in full: who saw whom, and why, is written down first.';
REVOKE ALL ON FUNCTION identity.show_person(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.show_person(uuid, text, uuid) TO mg_migrator;
SET ROLE mg_owner;
