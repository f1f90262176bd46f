CREATE OR REPLACE FUNCTION core.user_id() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
AS $user_id$
BEGIN
  RETURN (core.sealed_context())[3]::uuid;
END
$user_id$;
COMMENT ON FUNCTION core.user_id() IS 'The user who makes this request, or NULL without a valid context.';
REVOKE ALL ON FUNCTION core.user_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.user_id() TO mg_door, mg_batch_owner, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
