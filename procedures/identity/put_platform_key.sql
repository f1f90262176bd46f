SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_platform_key(p_key jsonb) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_platform_key$
  INSERT INTO identity.data_key (data_key_id, owner_kind, wrapped_key, wrapping_key_id)
  VALUES ((p_key ->> 'id')::uuid, 'platform', decode(p_key ->> 'wrapped', 'hex'), p_key ->> 'wrapping_key')
  ON CONFLICT DO NOTHING
$put_platform_key$;
COMMENT ON FUNCTION identity.put_platform_key(jsonb) IS 'Keeps a data key for the platform itself, unless there is one.';
REVOKE ALL ON FUNCTION identity.put_platform_key(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_platform_key(jsonb) TO mg_auth, mg_migrator;
SET ROLE mg_owner;
