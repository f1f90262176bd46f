CREATE OR REPLACE FUNCTION settlement.verify_scope(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, schedule_code text, terms_id uuid, cycle text, from_day date, through_day date)
LANGUAGE sql STABLE ROWS 1000
AS $verify_scope$
  WITH first_day AS (
    SELECT c.tenant_id, c.schedule_code, c.opens_on, c.settled_through, CASE WHEN d.tenant_id IS NOT NULL THEN coalesce(
      -- After a disposal: the first period that needs nothing of what is gone.
      (SELECT least(settlement.period_end(t.cycle, d.recomputed_after), upper(t.valid_during) - 1) + 1 FROM settlement.terms AS t
        WHERE t.tenant_id = c.tenant_id AND t.schedule_code = c.schedule_code AND t.valid_during @> d.recomputed_after), d.recomputed_after + 1)
    ELSE least(
      (SELECT min(e.settlement_day) FROM commerce.payment_event AS e
        WHERE e.tenant_id = c.tenant_id AND e.schedule_code = c.schedule_code AND e.settlement_day BETWEEN c.opens_on AND c.settled_through),
      (SELECT min(a.effective_on) FROM settlement.adjustment AS a
        WHERE a.tenant_id = c.tenant_id AND a.schedule_code = c.schedule_code AND a.effective_on BETWEEN c.opens_on AND c.settled_through)) END AS day
    FROM settlement.tenant_clock AS c
    LEFT JOIN settlement.disposed_through AS d ON d.tenant_id = c.tenant_id
    WHERE c.tenant_id = ANY (p_tenants) AND c.settled_through > '-infinity'
  )
  SELECT f.tenant_id, f.schedule_code, t.terms_id, t.cycle,
    greatest(settlement.period_start(t.cycle, f.day), lower(t.valid_during), f.opens_on),
    least(f.settled_through, upper(t.valid_during) - 1)
  FROM first_day AS f
  JOIN settlement.terms AS t ON t.tenant_id = f.tenant_id AND t.schedule_code = f.schedule_code
    AND t.valid_during && daterange(f.day, greatest(f.day, f.settled_through), '[]')
  WHERE f.day IS NOT NULL AND f.day <= f.settled_through
$verify_scope$;
COMMENT ON FUNCTION settlement.verify_scope(uuid[]) IS 'The settled days of tenants, a row for each schedule and version of its terms: what open_scope gave when they were settled.';
REVOKE ALL ON FUNCTION settlement.verify_scope(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_scope(uuid[]) TO mg_batch_owner;
