CREATE OR REPLACE FUNCTION ops.dispose_import_file(p_as_of date, p_actor uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO'
AS $dispose_import_file$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'ops.dispose_record');
  v_through date := ops.disposable_through(least(p_as_of, ops.law_day()));
  v_count bigint;
BEGIN
  WITH gone AS (
    DELETE FROM commerce.import_file AS f
    WHERE ops.law_day(f.created_at) <= v_through
      AND NOT EXISTS (SELECT FROM commerce.payment_event AS e WHERE e.import_file_id = f.import_file_id)
      -- A hold of some tenant may be about any file.
      AND NOT EXISTS (SELECT FROM ops.legal_hold AS h WHERE h.released_at IS NULL AND (h.expires_on IS NULL OR h.expires_on >= p_as_of)
        AND (lower_inf(h.held_days) OR lower(h.held_days) <= ops.law_day(f.created_at)))
    RETURNING f.import_file_id, ops.law_day(f.created_at) AS day, to_jsonb(f)::text AS content
  ), written AS (
    INSERT INTO ops.disposal (tenant_key, subject, first_day, last_day, disposed_count, kept_count, amount_minor, currency, digest, kept_until,
      rule_key, law_ko, law_en, created_by)
    SELECT '', 'commerce.import_file', min(g.day), max(g.day), count(*), 0, 0, 'KRW', ops.digest(g.content ORDER BY g.day, g.import_file_id),
      ops.keep_until(max(g.day)), u.rule_key, u.law_ko, u.law_en, v_actor
    FROM gone AS g
    JOIN ops.retention_rule AS u ON u.rule_key = 'money' AND u.valid_during @> g.day
    GROUP BY date_trunc('month', g.day::timestamp), u.rule_key, u.law_ko, u.law_en
    RETURNING disposed_count
  )
  SELECT coalesce(sum(w.disposed_count), 0) INTO v_count FROM written AS w;
  RETURN v_count;
END
$dispose_import_file$;
COMMENT ON FUNCTION ops.dispose_import_file(date, uuid) IS 'Disposes of the entries of imported payments files that no payment is of any more and whose import need not be kept on a day, with evidence; returns how many.';
ALTER FUNCTION ops.dispose_import_file(date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.dispose_import_file(date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.dispose_import_file(date, uuid) TO mg_batch;
