SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_permission(p_permission text, p_context text[] DEFAULT core.sealed_context()) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $require_permission$
BEGIN
  -- Who administers the server itself stands above the roles of a business.
  IF p_context[4] = 'ADMINISTRATOR' THEN
    RETURN p_context[3]::uuid;
  END IF;
  IF p_context IS NULL THEN
    PERFORM core.require_tenant_id();
  END IF;
  IF coalesce(p_context[1], '') = '' OR NOT identity.role_may(p_context[1]::uuid, p_context[4], p_permission) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI105',
        MESSAGE = 'this needs a permission that the role lacks',
        DETAIL = coalesce(p_permission, ''),
        HINT = 'Ask somebody who has it, or have it granted.';
  END IF;
  IF p_context[6] <> '' THEN
    PERFORM identity.require_scope(p_context[6]::uuid, p_permission);
  END IF;
  RETURN p_context[3]::uuid;
END
$require_permission$;
COMMENT ON FUNCTION identity.require_permission(text, text[]) IS 'Refuses unless the role of the sealed context has the permission, and the token''s scopes where an application acts; returns who acts. Every command of a business begins with it; one that has read the context passes it on.';
REVOKE ALL ON FUNCTION identity.require_permission(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.require_permission(text, text[]) TO mg_owner, mg_app;
SET ROLE mg_owner;
