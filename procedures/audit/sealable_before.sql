CREATE OR REPLACE FUNCTION audit.sealable_before() RETURNS xid
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $sealable_before$
  -- Read once: a transaction must not end between a look at its number and a look at where it is.
  WITH held AS MATERIALIZED (SELECT l.virtualtransaction, l.locktype, l.database, l.transactionid, l.mode FROM pg_locks AS l WHERE l.granted)
  SELECT coalesce(
    (SELECT x.transactionid FROM held AS x
      WHERE x.locktype = 'transactionid' AND x.mode = 'ExclusiveLock'
        AND EXISTS (SELECT FROM held AS r JOIN pg_database AS d ON d.oid = r.database
                     WHERE r.virtualtransaction = x.virtualtransaction AND r.locktype = 'relation' AND d.datname = current_database())
      ORDER BY age(x.transactionid) DESC LIMIT 1),
    pg_snapshot_xmax(pg_current_snapshot())::xid)
$sealable_before$;
COMMENT ON FUNCTION audit.sealable_before() IS 'The oldest transaction that runs in this database: what older ones wrote, none can come before any more. Others of the server don''t count, so that a long one elsewhere holds nothing back.';
REVOKE ALL ON FUNCTION audit.sealable_before() FROM PUBLIC;
ALTER FUNCTION audit.sealable_before() OWNER TO mg_batch_owner;
