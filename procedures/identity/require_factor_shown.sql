SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_factor_shown(p_session identity.auth_session) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $require_factor_shown$
BEGIN
  -- Asked for since the log-in: the session was opened before anybody wanted one.
  IF p_session.second_factor_at IS NULL AND identity.has_second_factor(p_session.user_id) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI108',
        MESSAGE = 'a recent second factor is needed',
        HINT = 'Show your second factor once more.';
  ELSIF p_session.second_factor_at IS NULL THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI107',
        MESSAGE = 'a second factor has to be set up',
        HINT = 'Set up a second factor first.';
  END IF;
END
$require_factor_shown$;
COMMENT ON FUNCTION identity.require_factor_shown(identity.auth_session) IS 'Refuses a session that has never shown a second factor, where one is asked of the role.';
REVOKE ALL ON FUNCTION identity.require_factor_shown(identity.auth_session) FROM PUBLIC;
SET ROLE mg_owner;
