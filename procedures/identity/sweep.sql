SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.sweep(p_as_of timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $sweep$
DECLARE
  v_count integer;
  v_total integer := 0;
BEGIN
  DELETE FROM identity.login_throttle AS t
   WHERE t.last_failed_at < p_as_of - interval '1 day' AND (t.blocked_until IS NULL OR t.blocked_until < p_as_of);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_total := v_total + v_count;
  DELETE FROM identity.one_time_token AS t WHERE t.expires_at < p_as_of - interval '7 days';
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_total := v_total + v_count;
  DELETE FROM identity.passkey_challenge AS c WHERE c.expires_at < p_as_of;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_total := v_total + v_count;
  DELETE FROM identity.oauth_code AS c WHERE c.expires_at < p_as_of - interval '1 day';
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_total := v_total + v_count;
  -- A refresh token is remembered beyond its use, so that a thief of it is noticed.
  DELETE FROM identity.oauth_token AS t WHERE t.expires_at < p_as_of - interval '1 day';
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_total := v_total + v_count;
  DELETE FROM identity.oauth_call AS c WHERE c.begins_at < p_as_of - interval '1 day';
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_total := v_total + v_count;
  DELETE FROM identity.outgoing_mail AS m
   WHERE coalesce(m.sent_at, m.given_up_at) < p_as_of - interval '30 days';
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_total := v_total + v_count;
  -- Whoever never confirmed an address has no account here, only somebody's data in it.
  SELECT count(*) INTO v_count FROM (
    SELECT identity.erase_person(u.user_id) FROM identity.auth_user AS u
     WHERE u.email_verified_at IS NULL AND u.email_index IS NOT NULL AND u.created_at < p_as_of - interval '7 days'
       AND NOT EXISTS (SELECT 1 FROM identity.sso_subject AS b WHERE b.user_id = u.user_id)) AS erased;
  RETURN v_total + v_count;
END
$sweep$;
COMMENT ON FUNCTION identity.sweep(timestamptz) IS 'Clears what says nothing any more: counted attempts, used and old codes, unanswered challenges, codes and tokens of applications that are over, sent mails, accounts that were never confirmed within a week. Returns how many.';
REVOKE ALL ON FUNCTION identity.sweep(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.sweep(timestamptz) TO mg_batch_owner;
SET ROLE mg_owner;
