CREATE OR REPLACE FUNCTION ops.write_disposal(
  p_tenant_id uuid, p_through date, p_events uuid[], p_statements uuid[], p_adjustments uuid[], p_actor uuid)
RETURNS bigint
LANGUAGE plpgsql
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO'
AS $write_disposal$
DECLARE
  v_count bigint;
BEGIN
  -- The settings are pinned since the digest must not depend on the session.
  WITH written AS (
    INSERT INTO ops.disposal (tenant_id, tenant_key, subject, first_day, last_day, disposed_count, kept_count, amount_minor, currency, digest,
      kept_until, rule_key, law_ko, law_en, created_by)
    SELECT p_tenant_id, n.tenant_key, r.subject, min(r.day), max(r.day), count(*) FILTER (WHERE NOT r.is_kept), count(*) FILTER (WHERE r.is_kept),
      coalesce(sum(r.amount_minor) FILTER (WHERE NOT r.is_kept), 0)::bigint, r.currency,
      coalesce(ops.digest(r.content ORDER BY r.day, r.sort_key COLLATE "C") FILTER (WHERE NOT r.is_kept), sha256('')),
      ops.keep_until(max(r.day)), u.rule_key, u.law_ko, u.law_en, p_actor
    FROM ops.disposal_row(p_tenant_id, p_through, p_events, p_statements, p_adjustments) AS r
    JOIN tenancy.tenant AS n ON n.tenant_id = p_tenant_id
    JOIN ops.retention_rule AS u ON u.rule_key = 'money' AND u.valid_during @> r.day
    GROUP BY n.tenant_key, r.subject, date_trunc('month', r.day::timestamp), r.currency, u.rule_key, u.law_ko, u.law_en
    HAVING count(*) FILTER (WHERE NOT r.is_kept) > 0
    RETURNING disposed_count
  )
  SELECT coalesce(sum(w.disposed_count), 0) INTO v_count FROM written AS w;
  RETURN v_count;
END
$write_disposal$;
COMMENT ON FUNCTION ops.write_disposal(uuid, date, uuid[], uuid[], uuid[], uuid) IS 'Writes the evidence of what is about to go: a row for each table and month, with counts, sum and digest. Returns how many records that are.';
REVOKE ALL ON FUNCTION ops.write_disposal(uuid, date, uuid[], uuid[], uuid[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.write_disposal(uuid, date, uuid[], uuid[], uuid[], uuid) TO mg_batch_owner;
