SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.grant_operator(p_user_id uuid, p_created_by uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $grant_operator$
  INSERT INTO identity.operator AS o (user_id, created_by) VALUES (p_user_id, p_created_by)
  ON CONFLICT (user_id) DO UPDATE SET revoked_at = NULL WHERE o.revoked_at IS NOT NULL
$grant_operator$;
COMMENT ON FUNCTION identity.grant_operator(uuid, uuid) IS 'Lets a person enter as headquarters'' staff.';
REVOKE ALL ON FUNCTION identity.grant_operator(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.grant_operator(uuid, uuid) TO mg_migrator;
SET ROLE mg_owner;
