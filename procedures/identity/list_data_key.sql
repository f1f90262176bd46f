SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_data_key(p_not_wrapped_by text, p_limit integer)
RETURNS TABLE (data_key_id uuid, wrapped_key bytea, wrapping_key_id text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_data_key$
  SELECT k.data_key_id, k.wrapped_key, k.wrapping_key_id
    FROM identity.data_key AS k
   WHERE k.destroyed_at IS NULL AND k.wrapping_key_id <> p_not_wrapped_by
   ORDER BY k.data_key_id LIMIT p_limit
$list_data_key$;
COMMENT ON FUNCTION identity.list_data_key(text, integer) IS 'Data keys that another key than the given one wraps, a batch of them; for rotation.';
REVOKE ALL ON FUNCTION identity.list_data_key(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_data_key(text, integer) TO mg_migrator;
SET ROLE mg_owner;
