SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.end_connection(p_connection_id uuid, p_tenant_id uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $end_connection$
BEGIN
  UPDATE identity.sso_connection AS c SET retired_at = statement_timestamp()
   WHERE c.sso_connection_id = p_connection_id AND c.tenant_id = p_tenant_id AND c.retired_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE identity.auth_session AS s SET revoked_at = statement_timestamp(), ended_because = 'disabled'
   WHERE s.sso_connection_id = p_connection_id AND s.revoked_at IS NULL;
  RETURN true;
END
$end_connection$;
COMMENT ON FUNCTION identity.end_connection(uuid, uuid) IS 'Takes a directory of a business away and ends the sessions begun by it; false if there is none. Its callers have checked who may.';
REVOKE ALL ON FUNCTION identity.end_connection(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.end_connection(uuid, uuid) TO mg_owner;
SET ROLE mg_owner;
