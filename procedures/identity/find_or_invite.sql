SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.find_or_invite(p_tenant_id uuid, p_person jsonb, p_email_indexes bytea[], p_locale text, p_created_by uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_or_invite$
DECLARE
  v_user_id     uuid;
  v_is_verified boolean;
BEGIN
  SELECT u.user_id, u.email_verified_at IS NOT NULL INTO v_user_id, v_is_verified FROM identity.auth_user AS u
   WHERE u.email_index = ANY (p_email_indexes) AND u.withdrawn_at IS NULL;
  IF v_user_id IS NULL THEN
    v_user_id := identity.add_person((p_person ->> 'user_id')::uuid, p_person -> 'data_key', p_person -> 'sealed', p_email_indexes, NULL,
      p_locale, false, p_created_by);
    PERFORM identity.queue_mail(v_user_id, 'invited');
  ELSE
    -- Whoever wrote the address here without confirming it has a password that the person doesn't know.
    PERFORM identity.queue_mail(v_user_id, CASE WHEN v_is_verified THEN 'role_given' ELSE 'invited' END);
  END IF;
  RETURN v_user_id;
END
$find_or_invite$;
COMMENT ON FUNCTION identity.find_or_invite(uuid, jsonb, bytea[], text, uuid) IS 'Who has an address; or somebody new who is told by mail how to come in. Told by mail either way.';
REVOKE ALL ON FUNCTION identity.find_or_invite(uuid, jsonb, bytea[], text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.find_or_invite(uuid, jsonb, bytea[], text, uuid) TO mg_owner;
SET ROLE mg_owner;
