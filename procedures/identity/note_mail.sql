SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.note_mail(p_outgoing_mail_id uuid, p_error text DEFAULT NULL) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_mail$
  UPDATE identity.outgoing_mail AS m
     SET claimed_until = NULL, last_error = left(p_error, 200),
         sent_at = CASE WHEN p_error IS NULL THEN statement_timestamp() END,
         given_up_at = CASE WHEN p_error IS NOT NULL AND m.attempts >= 8 THEN statement_timestamp() END,
         due_at = statement_timestamp() + least(2 ^ m.attempts, 3600) * interval '10 seconds'
   WHERE m.outgoing_mail_id = p_outgoing_mail_id AND m.sent_at IS NULL
  RETURNING CASE WHEN m.sent_at IS NOT NULL THEN 'sent' WHEN m.given_up_at IS NOT NULL THEN 'given up' ELSE 'tried again' END
$note_mail$;
COMMENT ON FUNCTION identity.note_mail(uuid, text) IS 'A mail was sent, or failed: it is tried again after 20, 40, 80 … seconds, and given up after the eighth time.';
REVOKE ALL ON FUNCTION identity.note_mail(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.note_mail(uuid, text) TO mg_auth;
SET ROLE mg_owner;
