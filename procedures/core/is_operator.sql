-- Not in SQL: the planner would parse and inline the body with every statement anew.
CREATE OR REPLACE FUNCTION core.is_operator() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
AS $is_operator$
BEGIN
  RETURN coalesce((core.sealed_context())[4] = 'OPERATOR', false);
END
$is_operator$;
COMMENT ON FUNCTION core.is_operator() IS 'Whether the context of an operator is sealed: what the policies of mg_operator ask for.';
REVOKE ALL ON FUNCTION core.is_operator() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.is_operator() TO mg_door, mg_batch_owner, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
