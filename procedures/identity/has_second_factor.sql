SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.has_second_factor(p_user_id uuid) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $has_second_factor$
  SELECT EXISTS (SELECT 1 FROM identity.totp_key AS t WHERE t.user_id = p_user_id AND t.confirmed_at IS NOT NULL)
      OR EXISTS (SELECT 1 FROM identity.passkey AS p WHERE p.user_id = p_user_id)
$has_second_factor$;
COMMENT ON FUNCTION identity.has_second_factor(uuid) IS 'Whether somebody has set up an authenticator app or a passkey.';
REVOKE ALL ON FUNCTION identity.has_second_factor(uuid) FROM PUBLIC;
SET ROLE mg_owner;
