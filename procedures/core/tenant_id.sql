-- Not in SQL: the planner would parse and inline the body with every statement anew.
CREATE OR REPLACE FUNCTION core.tenant_id() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
AS $tenant_id$
BEGIN
  RETURN nullif((core.sealed_context())[1], '')::uuid;
END
$tenant_id$;
COMMENT ON FUNCTION core.tenant_id() IS 'The tenant of this request, or NULL without a valid context. In policies only as (SELECT core.tenant_id()).';
REVOKE ALL ON FUNCTION core.tenant_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.tenant_id() TO mg_door, mg_batch_owner, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
