SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_mail(p_is_open boolean DEFAULT true)
RETURNS TABLE (outgoing_mail_id uuid, addressee text, template text, created_at timestamptz, attempts integer, last_error text,
               due_at timestamptz, sent_at timestamptz, given_up_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_mail$
  SELECT m.outgoing_mail_id, u.email_mask, m.template, m.created_at, m.attempts, m.last_error, m.due_at, m.sent_at, m.given_up_at
    FROM identity.outgoing_mail AS m
    JOIN identity.auth_user AS u ON u.user_id = m.user_id
   WHERE NOT p_is_open OR m.sent_at IS NULL
   ORDER BY m.created_at DESC, m.outgoing_mail_id
   LIMIT 500
$list_mail$;
COMMENT ON FUNCTION identity.list_mail(boolean) IS 'Mails about accounts, the newest first: those that are not sent, or all; addressees masked.';
REVOKE ALL ON FUNCTION identity.list_mail(boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_mail(boolean) TO mg_migrator;
SET ROLE mg_owner;
