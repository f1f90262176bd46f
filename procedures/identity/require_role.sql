CREATE OR REPLACE FUNCTION identity.require_role(p_tenant_id uuid, p_role_code text) RETURNS record
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $require_role$
DECLARE
  v_role record;
BEGIN
  SELECT r.* INTO v_role FROM identity.find_role(p_tenant_id, coalesce(p_role_code, '')) AS r;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI404',
        MESSAGE = 'no such role',
        DETAIL = coalesce(p_role_code, ''),
        HINT = 'mindgarden roles list names them.';
  END IF;
  RETURN v_role;
END
$require_role$;
COMMENT ON FUNCTION identity.require_role(uuid, text) IS 'A role of a business as identity.find_role gives it; an error if it uses none of that code.';
REVOKE ALL ON FUNCTION identity.require_role(uuid, text) FROM PUBLIC;
