CREATE OR REPLACE FUNCTION tenancy.invite_member(p_person jsonb, p_email_indexes bytea[], p_role_code text, p_branch_code text, p_locale text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $invite_member$
DECLARE
  v_actor     uuid := identity.require_permission('identity.manage_member');
  v_branch_id uuid;
BEGIN
  IF coalesce(p_branch_code, '') <> '' THEN
    SELECT b.branch_id INTO v_branch_id FROM tenancy.branch AS b
     WHERE b.tenant_id = core.require_tenant_id() AND b.branch_code = p_branch_code;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING
          ERRCODE = 'MI111',
          MESSAGE = 'not a branch that you may give',
          DETAIL = coalesce(p_branch_code, ''),
          HINT = 'Choose one of your own branches.';
    END IF;
  END IF;
  RETURN identity.grant_role(p_person, p_email_indexes, p_role_code, v_branch_id, p_locale, v_actor);
END
$invite_member$;
COMMENT ON FUNCTION tenancy.invite_member(jsonb, bytea[], text, text, text) IS 'Gives somebody a role in the business in context, in one of its branches or (empty) in all: found by the indexes of the e-mail, or invited by mail with the sealed person given. The answer is the same for both.';
REVOKE ALL ON FUNCTION tenancy.invite_member(jsonb, bytea[], text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenancy.invite_member(jsonb, bytea[], text, text, text) TO mg_app;
