SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.claim_mail(p_lease interval DEFAULT interval '5 minutes')
RETURNS TABLE (outgoing_mail_id uuid, template text, mail_locale text, created_at timestamptz, attempts integer, user_id uuid,
               email_sealed bytea, name_ko_sealed bytea, name_en_sealed bytea, phone_sealed bytea, locale text, data_key_id uuid,
               wrapped_key bytea, wrapping_key_id text)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $claim_mail$
  WITH claimed AS (
    UPDATE identity.outgoing_mail AS m
       SET claimed_until = statement_timestamp() + p_lease, attempts = m.attempts + 1
     WHERE m.outgoing_mail_id = (SELECT d.outgoing_mail_id FROM identity.outgoing_mail AS d
                                  WHERE d.sent_at IS NULL AND d.given_up_at IS NULL AND d.due_at <= statement_timestamp()
                                    AND (d.claimed_until IS NULL OR d.claimed_until <= statement_timestamp())
                                  ORDER BY d.due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING m.*)
  SELECT c.outgoing_mail_id, c.template, c.locale, c.created_at, c.attempts, p.user_id, p.email_sealed, p.name_ko_sealed,
         p.name_en_sealed, p.phone_sealed, p.locale, p.data_key_id, p.wrapped_key, p.wrapping_key_id
    FROM claimed AS c CROSS JOIN LATERAL identity.sealed_person(c.user_id) AS p
$claim_mail$;
COMMENT ON FUNCTION identity.claim_mail(interval) IS 'The mail that is due longest, with its addressee, sealed, for one worker until the lease is over; no row: nothing to do.';
REVOKE ALL ON FUNCTION identity.claim_mail(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.claim_mail(interval) TO mg_auth;
SET ROLE mg_owner;
