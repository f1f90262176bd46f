CREATE OR REPLACE FUNCTION settlement.list_clock_bucket(p_tenants uuid[]) RETURNS SETOF integer
LANGUAGE sql STABLE
AS $list_clock_bucket$
  -- A tenant that this very transaction made is nobody else's to record or to close: a simulation locks nothing,
  -- and neither waits for the buckets that its tenants share with others' nor makes those wait.
  SELECT DISTINCT settlement.clock_bucket(t.tenant_id)
  FROM tenancy.tenant AS t
  WHERE t.tenant_id = ANY (p_tenants) AND t.created_at <> transaction_timestamp()
  ORDER BY 1
$list_clock_bucket$;
COMMENT ON FUNCTION settlement.list_clock_bucket(uuid[]) IS 'The clock locks of tenants, distinct and ascending; those of tenants made by this transaction are left out.';
REVOKE ALL ON FUNCTION settlement.list_clock_bucket(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_clock_bucket(uuid[]) TO mg_batch_owner;
