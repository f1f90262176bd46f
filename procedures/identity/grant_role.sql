CREATE OR REPLACE FUNCTION identity.grant_role(p_person jsonb, p_email_indexes bytea[], p_role_code text, p_branch_id uuid, p_locale text, p_actor uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $grant_role$
DECLARE
  v_tenant uuid := core.require_tenant_id();
  v_user   uuid;
BEGIN
  PERFORM identity.require_recent_factor();
  PERFORM identity.require_role(v_tenant, p_role_code);
  PERFORM identity.require_rank(v_tenant, core.role_code(), p_role_code);
  -- Who is limited to a branch takes people on for that branch alone.
  IF core.branch_id() IS NOT NULL AND p_branch_id IS DISTINCT FROM core.branch_id() THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI111',
        MESSAGE = 'not a branch that you may give',
        DETAIL = coalesce(p_branch_id::text, ''),
        HINT = 'Choose one of your own branches.';
  END IF;
  v_user := identity.find_or_invite(v_tenant, p_person, p_email_indexes, p_locale, p_actor);
  IF identity.grant_membership(v_tenant, v_user, p_role_code, p_branch_id, p_actor) THEN
    PERFORM audit.record(v_tenant, 'identity.member.added', v_user::text,
      jsonb_build_object('role_code', p_role_code, 'branch_id', p_branch_id), p_actor);
  END IF;
  RETURN v_user;
END
$grant_role$;
COMMENT ON FUNCTION identity.grant_role(jsonb, bytea[], text, uuid, text, uuid) IS 'Gives somebody a role in the business in context, found by the e-mails indexes, or invited by mail with the sealed person given; the answer is the same for both.';
REVOKE ALL ON FUNCTION identity.grant_role(jsonb, bytea[], text, uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.grant_role(jsonb, bytea[], text, uuid, text, uuid) TO mg_owner;
