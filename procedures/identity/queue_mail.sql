SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.queue_mail(p_user_id uuid, p_template text, p_link_sealed bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $queue_mail$
  INSERT INTO identity.outgoing_mail (user_id, template, locale, link_sealed)
  SELECT u.user_id, p_template, u.locale, p_link_sealed
    FROM identity.auth_user AS u WHERE u.user_id = p_user_id AND u.withdrawn_at IS NULL AND NOT u.is_service
$queue_mail$;
COMMENT ON FUNCTION identity.queue_mail(uuid, text, bytea) IS 'Has a mail about the account sent by a worker.';
REVOKE ALL ON FUNCTION identity.queue_mail(uuid, text, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.queue_mail(uuid, text, bytea) TO mg_auth;
SET ROLE mg_owner;
