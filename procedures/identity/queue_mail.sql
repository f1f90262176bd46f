SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.queue_mail(p_user_id uuid, p_template text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $queue_mail$
BEGIN
  INSERT INTO identity.outgoing_mail (user_id, template, locale)
  SELECT u.user_id, p_template, u.locale
    FROM identity.auth_user AS u
   WHERE u.user_id = p_user_id AND u.withdrawn_at IS NULL AND NOT u.is_service
     -- Strangers can ask for these: nobody's letter box is filled by them.
     AND (p_template NOT IN ('verify_email', 'already_registered', 'reset_password', 'invited', 'role_given')
          OR (SELECT count(*) FROM identity.outgoing_mail AS m
               WHERE m.user_id = p_user_id AND m.template = p_template
                 AND m.created_at > statement_timestamp() - interval '1 hour') < 3);
  RETURN FOUND;
END
$queue_mail$;
COMMENT ON FUNCTION identity.queue_mail(uuid, text) IS 'Has a mail about the account sent by a worker; false if there is nobody to write to, or enough was written.';
REVOKE ALL ON FUNCTION identity.queue_mail(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.queue_mail(uuid, text) TO mg_auth, mg_owner;
SET ROLE mg_owner;
