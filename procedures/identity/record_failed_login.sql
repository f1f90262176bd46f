SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.record_failed_login(p_user_id uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_failed_login$
  -- Five are free, then 2, 4, 8 … seconds, up to 15 minutes: guessing gets slow, the owner is never shut out for long.
  UPDATE identity.auth_user AS u
     SET failed_login_count = u.failed_login_count + 1,
         locked_until = CASE WHEN u.failed_login_count >= 4
           THEN statement_timestamp() + least(2 ^ least(u.failed_login_count - 3, 10), 900) * interval '1 second' END
   WHERE u.user_id = p_user_id
$record_failed_login$;
COMMENT ON FUNCTION identity.record_failed_login(uuid) IS 'Counts a wrong password and locks the log-in for a while, longer each time.';
REVOKE ALL ON FUNCTION identity.record_failed_login(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.record_failed_login(uuid) TO mg_auth;
SET ROLE mg_owner;
