CREATE OR REPLACE FUNCTION core.branch_id() RETURNS uuid
LANGUAGE sql STABLE PARALLEL RESTRICTED
AS $branch_id$
  SELECT nullif((core.sealed_context())[2], '')::uuid
$branch_id$;
COMMENT ON FUNCTION core.branch_id() IS 'The branch that this request is limited to; NULL: all branches, or no valid context.';
REVOKE ALL ON FUNCTION core.branch_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.branch_id() TO mg_door, mg_batch_owner, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
