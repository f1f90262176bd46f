CREATE OR REPLACE FUNCTION core.request_id() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
AS $request_id$
BEGIN
  RETURN (core.sealed_context())[5]::uuid;
END
$request_id$;
COMMENT ON FUNCTION core.request_id() IS 'The id of this request, or NULL without a valid context.';
REVOKE ALL ON FUNCTION core.request_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.request_id() TO mg_door, mg_batch_owner, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
