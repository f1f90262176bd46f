SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_step_up(p_session identity.auth_session) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $require_step_up$
BEGIN
  IF NOT identity.has_second_factor(p_session.user_id) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI107',
      MESSAGE = 'a second factor has to be set up',
      HINT = 'Set up a second factor first.';
  END IF;
  IF NOT identity.is_recent_factor(p_session) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI108',
      MESSAGE = 'a recent second factor is needed',
      HINT = 'Show your second factor once more.';
  END IF;
END
$require_step_up$;
COMMENT ON FUNCTION identity.require_step_up(identity.auth_session) IS 'Refuses unless the session has shown a second factor lately.';
REVOKE ALL ON FUNCTION identity.require_step_up(identity.auth_session) FROM PUBLIC;
SET ROLE mg_owner;
