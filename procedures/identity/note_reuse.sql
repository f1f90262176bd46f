SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.note_reuse(p_grant identity.oauth_grant, p_what text, p_address inet, p_request_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $note_reuse$
BEGIN
  UPDATE identity.oauth_grant AS g SET revoked_at = statement_timestamp(), ended_because = 'reused'
   WHERE g.oauth_grant_id = p_grant.oauth_grant_id AND g.revoked_at IS NULL;
  PERFORM identity.note_security_event('token_reused', 'high', p_grant.user_id, p_grant.tenant_id, NULL, NULL, p_address, p_request_id,
    jsonb_build_object('client', p_grant.oauth_client_id, 'grant', p_grant.oauth_grant_id, 'what', p_what));
END
$note_reuse$;
COMMENT ON FUNCTION identity.note_reuse(identity.oauth_grant, text, inet, uuid) IS 'Ends a grant whose code or refresh token was shown twice, and writes it down.';
REVOKE ALL ON FUNCTION identity.note_reuse(identity.oauth_grant, text, inet, uuid) FROM PUBLIC;
SET ROLE mg_owner;
