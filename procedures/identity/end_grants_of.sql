SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.end_grants_of(p_client uuid, p_user_id uuid, p_because text) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $end_grants_of$
DECLARE
  v_count integer;
BEGIN
  UPDATE identity.oauth_grant AS g SET revoked_at = statement_timestamp(), ended_because = p_because
   WHERE g.revoked_at IS NULL AND (p_client IS NOT NULL OR p_user_id IS NOT NULL)
     AND (p_client IS NULL OR g.oauth_client_id = p_client) AND (p_user_id IS NULL OR g.user_id = p_user_id);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$end_grants_of$;
COMMENT ON FUNCTION identity.end_grants_of(uuid, uuid, text) IS 'Ends what an application, a person, or an application for a person was let do; returns how many grants. Every token ends with its grant.';
REVOKE ALL ON FUNCTION identity.end_grants_of(uuid, uuid, text) FROM PUBLIC;
SET ROLE mg_owner;
