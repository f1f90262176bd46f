CREATE OR REPLACE FUNCTION core.require_tenant_id() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
AS $require_tenant_id$
DECLARE
  v_tenant_id uuid := core.tenant_id();
BEGIN
  IF v_tenant_id IS NULL THEN
    RAISE EXCEPTION USING
      -- Something was set, and its seal doesn't hold: it is old, or somebody wrote it.
      ERRCODE = CASE WHEN coalesce(current_setting('mg.context', true), '') = '' THEN 'MC101' ELSE 'MC102' END,
      MESSAGE = CASE WHEN coalesce(current_setting('mg.context', true), '') = '' THEN 'no valid tenant context'
        ELSE 'a tenant context that does not hold' END,
      HINT = 'Enter through a door in this very transaction.';
  END IF;
  RETURN v_tenant_id;
END
$require_tenant_id$;
COMMENT ON FUNCTION core.require_tenant_id() IS 'The tenant of this request; an error where there is none, for commands that would otherwise silently do nothing.';
REVOKE ALL ON FUNCTION core.require_tenant_id() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.require_tenant_id() TO mg_door, mg_batch_owner, mg_app, mg_operator;
