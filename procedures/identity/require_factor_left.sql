SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_factor_left(p_user_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $require_factor_left$
BEGIN
  IF identity.needs_second_factor(p_user_id) AND NOT identity.has_second_factor(p_user_id) THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MI504',
      MESSAGE = 'a second factor is asked of this person',
      HINT = 'Add another one before you take this one away.';
  END IF;
  -- Codes on paper replace a second factor; where there is none, they would only be another password.
  IF NOT identity.has_second_factor(p_user_id) THEN
    DELETE FROM identity.recovery_code AS c WHERE c.user_id = p_user_id;
  END IF;
END
$require_factor_left$;
COMMENT ON FUNCTION identity.require_factor_left(uuid) IS 'After one was taken away: refuses if the last one is asked of the person, and takes recovery codes away with the last one.';
REVOKE ALL ON FUNCTION identity.require_factor_left(uuid) FROM PUBLIC;
SET ROLE mg_owner;
