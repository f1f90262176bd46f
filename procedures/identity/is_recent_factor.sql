SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.is_recent_factor(p_session identity.auth_session) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $is_recent_factor$
  SELECT coalesce(p_session.second_factor_at > statement_timestamp() - p.step_up_age, false)
    FROM identity.portal_policy AS p WHERE p.portal = p_session.portal
$is_recent_factor$;
COMMENT ON FUNCTION identity.is_recent_factor(identity.auth_session) IS 'Whether the session has shown a second factor so lately that what is delicate may be done.';
REVOKE ALL ON FUNCTION identity.is_recent_factor(identity.auth_session) FROM PUBLIC;
SET ROLE mg_owner;
