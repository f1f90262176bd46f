SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.describe_token_person(
  p_token_hash bytea
) RETURNS TABLE (user_id uuid, email_sealed bytea, email_mask text, name_ko_sealed bytea, name_en_sealed bytea, name_mask text, phone_sealed bytea,
               phone_mask text, locale text, data_key_id uuid, wrapped_key bytea, wrapping_key_id text, scopes text[])
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $describe_token_person$
  SELECT p.*, t.scopes
    FROM identity.live_token(p_token_hash) AS t
    JOIN identity.oauth_grant AS g ON g.oauth_grant_id = t.oauth_grant_id
   CROSS JOIN LATERAL identity.sealed_person(g.user_id) AS p
   WHERE t.kind = 'access' AND 'openid' = ANY (t.scopes)
$describe_token_person$;
COMMENT ON FUNCTION identity.describe_token_person(bytea) IS 'Who a live access token stands for, sealed, if it may say so (scope openid); the caller gives on what the scopes name.';
REVOKE ALL ON FUNCTION identity.describe_token_person(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.describe_token_person(bytea) TO mg_auth;
SET ROLE mg_owner;
