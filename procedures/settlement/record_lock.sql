CREATE OR REPLACE FUNCTION settlement.record_lock(p_tenants uuid[]) RETURNS void
LANGUAGE plpgsql
AS $record_lock$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(core.lock_class('tenant_clock'), b.bucket)
  FROM (SELECT DISTINCT settlement.clock_bucket(t.tenant_id) AS bucket FROM unnest(p_tenants) AS t (tenant_id) ORDER BY 1) AS b;
END
$record_lock$;
COMMENT ON FUNCTION settlement.record_lock(uuid[]) IS 'Holds the clocks of tenants still while something is recorded: shared, in ascending order. Read what it protects in the next statement.';
REVOKE ALL ON FUNCTION settlement.record_lock(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_lock(uuid[]) TO mg_batch_owner;
