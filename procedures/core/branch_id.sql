-- Not in SQL: the planner would parse and inline the body with every statement anew.
CREATE OR REPLACE FUNCTION core.branch_id() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
AS $branch_id$
BEGIN
  RETURN nullif((core.sealed_context())[2], '')::uuid;
END
$branch_id$;
COMMENT ON FUNCTION core.branch_id() IS 'The branch that this request is limited to; NULL: all branches, or no valid context.';
REVOKE ALL ON FUNCTION core.branch_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.branch_id() TO mg_door, mg_batch_owner, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
