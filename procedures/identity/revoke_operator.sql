SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.revoke_operator(p_user_id uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $revoke_operator$
BEGIN
  UPDATE identity.operator AS o SET revoked_at = statement_timestamp()
   WHERE o.user_id = p_user_id AND o.revoked_at IS NULL;
  RETURN FOUND;
END
$revoke_operator$;
COMMENT ON FUNCTION identity.revoke_operator(uuid) IS 'Ends a person''s right to enter as headquarters'' staff; false if there was none.';
REVOKE ALL ON FUNCTION identity.revoke_operator(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.revoke_operator(uuid) TO mg_migrator;
SET ROLE mg_owner;
