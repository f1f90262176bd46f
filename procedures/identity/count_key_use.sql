SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.count_key_use()
RETURNS TABLE (kind text, key_id text, use_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $count_key_use$
  SELECT 'wrapping', k.wrapping_key_id, count(*) FROM identity.data_key AS k WHERE k.destroyed_at IS NULL GROUP BY k.wrapping_key_id
  UNION ALL
  SELECT 'index', u.index_key_id, count(*) FROM identity.auth_user AS u WHERE u.index_key_id IS NOT NULL GROUP BY u.index_key_id
$count_key_use$;
COMMENT ON FUNCTION identity.count_key_use() IS 'How many data keys each wrapping key wraps, and how many people each index key finds: a key that is not here can go.';
REVOKE ALL ON FUNCTION identity.count_key_use() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.count_key_use() TO mg_migrator;
SET ROLE mg_owner;
