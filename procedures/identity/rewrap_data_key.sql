SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.rewrap_data_key(p_data_key_id uuid, p_was text, p_wrapped_key bytea, p_wrapping_key_id text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rewrap_data_key$
BEGIN
  UPDATE identity.data_key AS k SET wrapped_key = p_wrapped_key, wrapping_key_id = p_wrapping_key_id
   WHERE k.data_key_id = p_data_key_id AND k.wrapping_key_id = p_was AND k.destroyed_at IS NULL;
  RETURN FOUND;
END
$rewrap_data_key$;
COMMENT ON FUNCTION identity.rewrap_data_key(uuid, text, bytea, text) IS 'The same data key under another wrapping key; false if it was destroyed or wrapped anew in the meantime.';
REVOKE ALL ON FUNCTION identity.rewrap_data_key(uuid, text, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.rewrap_data_key(uuid, text, bytea, text) TO mg_migrator;
SET ROLE mg_owner;
