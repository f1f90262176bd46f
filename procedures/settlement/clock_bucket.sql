CREATE OR REPLACE FUNCTION settlement.clock_bucket(p_tenant_id uuid) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $clock_bucket$
  SELECT uuid_hash(p_tenant_id) & 1023
$clock_bucket$;
COMMENT ON FUNCTION settlement.clock_bucket(uuid) IS 'Which of the 1,024 clock locks guards a tenant; one lock a tenant would run out at about 14,000.';
REVOKE ALL ON FUNCTION settlement.clock_bucket(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.clock_bucket(uuid) TO mg_batch_owner;
