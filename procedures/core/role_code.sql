CREATE OR REPLACE FUNCTION core.role_code() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
AS $role_code$
BEGIN
  RETURN (core.sealed_context())[4];
END
$role_code$;
COMMENT ON FUNCTION core.role_code() IS 'The role in which the user acts, or NULL without a valid context.';
REVOKE ALL ON FUNCTION core.role_code() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.role_code() TO mg_door, mg_batch_owner, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
