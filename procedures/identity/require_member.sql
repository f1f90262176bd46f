CREATE OR REPLACE FUNCTION identity.require_member(p_membership_id uuid) RETURNS record
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $require_member$
DECLARE
  v_member record;
BEGIN
  SELECT m.* INTO v_member FROM identity.find_member(core.require_tenant_id(), coalesce(p_membership_id, '00000000-0000-0000-0000-000000000000')) AS m
   WHERE core.branch_id() IS NULL OR m.branch_id = core.branch_id();
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI405',
        MESSAGE = 'no such member',
        DETAIL = coalesce(p_membership_id::text, ''),
        HINT = 'Open the list of staff again.';
  END IF;
  RETURN v_member;
END
$require_member$;
COMMENT ON FUNCTION identity.require_member(uuid) IS 'A live membership of the business in context, as identity.find_member gives it; an error if it is none, or of a branch that isnt the own one.';
REVOKE ALL ON FUNCTION identity.require_member(uuid) FROM PUBLIC;
