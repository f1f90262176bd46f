CREATE OR REPLACE FUNCTION settlement.period_choice(p_from date, p_through date, p_is_month boolean, p_tenant_key text, p_as_of timestamptz)
RETURNS TABLE (tenant_id uuid, tenant_key text, last_end date, is_over boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $period_choice$
  SELECT DISTINCT t.tenant_id, t.tenant_key, l.last_end, l.last_end < (p_as_of AT TIME ZONE t.time_zone)::date
  FROM tenancy.tenant AS t
  JOIN settlement.terms AS m ON m.tenant_id = t.tenant_id AND m.valid_during @> p_through
  CROSS JOIN LATERAL (SELECT CASE WHEN settlement.period_end(m.cycle, p_through) = p_through THEN p_through
    ELSE settlement.period_start(m.cycle, p_through) - 1 END AS last_end) AS l
  WHERE (p_tenant_key IS NULL OR t.tenant_key = p_tenant_key)
    AND CASE WHEN p_is_month THEN l.last_end >= p_from ELSE settlement.is_period(m.cycle, p_from, p_through) END
$period_choice$;
COMMENT ON FUNCTION settlement.period_choice(date, date, boolean, text, timestamptz) IS 'The tenants that have periods, in any schedule, ending in a month, or exactly one period: the last such ends, and whether it is over in the tenant''s zone.';
ALTER FUNCTION settlement.period_choice(date, date, boolean, text, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.period_choice(date, date, boolean, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.period_choice(date, date, boolean, text, timestamptz) TO mg_batch;
