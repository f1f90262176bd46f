SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.count_attempt(p_subject bytea, p_kind text, p_free integer) RETURNS interval
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $count_attempt$
DECLARE
  v_wait interval;
BEGIN
  -- By the clock and not the statement's start: whoever waited here for the row meets the block that was just set.
  INSERT INTO identity.login_throttle AS t (subject, kind, failed_count, last_failed_at)
  VALUES (p_subject, p_kind, 1, clock_timestamp())
  ON CONFLICT (subject) DO UPDATE
     SET failed_count = CASE WHEN t.last_failed_at < clock_timestamp() - interval '1 day' THEN 1 ELSE t.failed_count + 1 END,
         last_failed_at = clock_timestamp(),
         blocked_until = CASE WHEN t.failed_count + 1 >= p_free AND t.last_failed_at >= clock_timestamp() - interval '1 day'
           THEN clock_timestamp() + least(2 ^ least(t.failed_count + 2 - p_free, 10), 900) * interval '1 second' END
   WHERE t.blocked_until IS NULL OR t.blocked_until <= clock_timestamp();
  IF NOT FOUND THEN
    SELECT greatest(t.blocked_until - clock_timestamp(), interval '1 second') INTO v_wait
      FROM identity.login_throttle AS t WHERE t.subject = p_subject;
    RETURN coalesce(v_wait, interval '1 second');
  END IF;
  RETURN NULL;
END
$count_attempt$;
COMMENT ON FUNCTION identity.count_attempt(bytea, text, integer) IS 'Counts an attempt as failed until it has succeeded, so that parallel ones gain nothing; NULL, or how long to wait: some are free, then 2, 4, 8 … seconds, up to 15 minutes. Waiting attempts don''t prolong it.';
REVOKE ALL ON FUNCTION identity.count_attempt(bytea, text, integer) FROM PUBLIC;
SET ROLE mg_owner;
