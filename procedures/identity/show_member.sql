CREATE OR REPLACE FUNCTION identity.show_member(p_membership_id uuid, p_reason text) RETURNS TABLE (user_id uuid, email_sealed bytea, email_mask text, name_ko_sealed bytea, name_en_sealed bytea, name_mask text,
               phone_sealed bytea, phone_mask text, locale text, data_key_id uuid, wrapped_key bytea, wrapping_key_id text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $show_member$
DECLARE
  v_actor  uuid := identity.require_permission('identity.show_member');
  v_tenant uuid := core.require_tenant_id();
  v_member record;
BEGIN
  PERFORM identity.require_recent_factor();
  IF btrim(coalesce(p_reason, '')) = '' THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI001',
        MESSAGE = 'seeing personal data needs a reason',
        HINT = 'Say why it has to be seen; it is written down.';
  END IF;
  v_member := identity.require_member(p_membership_id);
  PERFORM audit.record(v_tenant, 'identity.member.shown', v_member.user_id::text, jsonb_build_object('reason', btrim(p_reason)), v_actor);
  RETURN QUERY SELECT p.* FROM identity.sealed_member(v_member.user_id) AS p;
END
$show_member$;
COMMENT ON FUNCTION identity.show_member(uuid, text) IS 'Hands out who a member is, still sealed, to be opened and shown in full; who saw whom, and why, is written down first.';
REVOKE ALL ON FUNCTION identity.show_member(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.show_member(uuid, text) TO mg_app;
