SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_factor_change(p_session identity.auth_session) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $require_factor_change$
BEGIN
  IF identity.has_second_factor(p_session.user_id) THEN
    PERFORM identity.require_step_up(p_session);
  -- The first one is set up by whoever has just given the password, and not by whoever finds an open browser.
  ELSIF p_session.first_factor_at <= statement_timestamp()
        - (SELECT p.step_up_age FROM identity.portal_policy AS p WHERE p.portal = p_session.portal) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI108',
      MESSAGE = 'a recent second factor is needed',
      DETAIL = 'or the password, before there is one',
      HINT = 'Show your second factor once more.';
  END IF;
END
$require_factor_change$;
COMMENT ON FUNCTION identity.require_factor_change(identity.auth_session) IS 'Refuses to change second factors unless one of those that are there, or before the first one the password, was shown lately.';
REVOKE ALL ON FUNCTION identity.require_factor_change(identity.auth_session) FROM PUBLIC;
SET ROLE mg_owner;
