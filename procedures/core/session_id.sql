CREATE OR REPLACE FUNCTION core.session_id() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
AS $session_id$
BEGIN
  RETURN (core.sealed_context())[6]::uuid;
END
$session_id$;
COMMENT ON FUNCTION core.session_id() IS 'The session that entered, or NULL without a valid context or for who has none.';
REVOKE ALL ON FUNCTION core.session_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.session_id() TO mg_door, mg_batch_owner, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
