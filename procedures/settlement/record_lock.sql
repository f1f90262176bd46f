CREATE OR REPLACE FUNCTION settlement.record_lock(p_tenants uuid[]) RETURNS void
LANGUAGE plpgsql
AS $record_lock$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(core.lock_class('tenant_clock'), b.bucket)
  FROM settlement.list_clock_bucket(p_tenants) AS b (bucket);
END
$record_lock$;
COMMENT ON FUNCTION settlement.record_lock(uuid[]) IS 'Holds the clocks of tenants still while something is recorded: shared, in ascending order. Read what it protects in the next statement.';
REVOKE ALL ON FUNCTION settlement.record_lock(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_lock(uuid[]) TO mg_batch_owner;
