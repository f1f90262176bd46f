CREATE OR REPLACE FUNCTION ledger.drop_snapshot(p_tenant_id uuid, p_posted_on date) RETURNS void
LANGUAGE sql
AS $drop_snapshot$
  DELETE FROM ledger.day_snapshot AS d WHERE d.tenant_id = p_tenant_id AND d.snapshot_on >= p_posted_on
$drop_snapshot$;
COMMENT ON FUNCTION ledger.drop_snapshot(uuid, date) IS 'Whoever posts on a day that may have been settled drops the snapshots that hold it, in the same transaction; the next night takes them anew.';
REVOKE ALL ON FUNCTION ledger.drop_snapshot(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.drop_snapshot(uuid, date) TO mg_batch_owner;
