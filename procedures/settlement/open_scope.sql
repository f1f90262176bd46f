CREATE OR REPLACE FUNCTION settlement.open_scope(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, schedule_code text, terms_id uuid, cycle text, from_day date, through_day date)
LANGUAGE sql STABLE ROWS 1000
AS $open_scope$
  WITH clock AS (
    SELECT c.tenant_id, c.schedule_code, c.opens_on, c.settled_through, c.closed_through
    FROM settlement.tenant_clock AS c
    WHERE c.tenant_id = ANY (p_tenants) AND c.settled_through < c.closed_through
  ), first_day AS MATERIALIZED (
    -- Only a tenant that was never settled: its periods begin with the first one that has something in it.
    SELECT c.tenant_id, c.schedule_code, least(
      (SELECT min(e.settlement_day) FROM commerce.payment_event AS e
        WHERE e.tenant_id = c.tenant_id AND e.schedule_code = c.schedule_code AND e.settlement_day BETWEEN c.opens_on AND c.closed_through),
      (SELECT min(a.effective_on) FROM settlement.adjustment AS a
        WHERE a.tenant_id = c.tenant_id AND a.schedule_code = c.schedule_code AND a.effective_on BETWEEN c.opens_on AND c.closed_through)) AS day
    FROM clock AS c
    WHERE c.settled_through = '-infinity'
  )
  SELECT c.tenant_id, c.schedule_code, t.terms_id, t.cycle,
    greatest(coalesce(settlement.period_start(t.cycle, f.day), c.settled_through + 1), lower(t.valid_during), c.opens_on),
    least(c.closed_through, upper(t.valid_during) - 1)
  FROM clock AS c
  LEFT JOIN first_day AS f ON f.tenant_id = c.tenant_id AND f.schedule_code = c.schedule_code
  JOIN settlement.terms AS t ON t.tenant_id = c.tenant_id AND t.schedule_code = c.schedule_code
    AND t.valid_during && daterange(coalesce(f.day, c.settled_through + 1), c.closed_through, '[]') AND t.tenant_id = ANY (p_tenants)
  WHERE c.settled_through > '-infinity' OR f.day IS NOT NULL
$open_scope$;
COMMENT ON FUNCTION settlement.open_scope(uuid[]) IS 'The closed days of tenants that are not settled yet, a row for each schedule and version of its terms.';
REVOKE ALL ON FUNCTION settlement.open_scope(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.open_scope(uuid[]) TO mg_batch_owner;
