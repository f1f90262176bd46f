SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.begin_change(p_session_token text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_change$
BEGIN
  PERFORM identity.require_factor_change(identity.find_session(p_session_token));
END
$begin_change$;
COMMENT ON FUNCTION identity.begin_change(text) IS 'Asks for what a change of factors or log-ins will ask for, before the person is sent elsewhere for it.';
REVOKE ALL ON FUNCTION identity.begin_change(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.begin_change(text) TO mg_auth;
SET ROLE mg_owner;
