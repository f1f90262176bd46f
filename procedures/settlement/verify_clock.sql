CREATE OR REPLACE FUNCTION settlement.verify_clock(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE sql STABLE
AS $verify_clock$
  SELECT n.tenant_id, 'clock', 'clock' || coalesce(' of schedule ' || nullif(c.schedule_code, ''), ''), f.finding
  FROM tenancy.tenant AS n
  LEFT JOIN settlement.tenant_clock AS c ON c.tenant_id = n.tenant_id
  LEFT JOIN settlement.terms AS t ON t.tenant_id = c.tenant_id AND t.schedule_code = c.schedule_code AND c.closed_through > '-infinity' AND t.valid_during @> c.closed_through
  LEFT JOIN settlement.terms AS u ON u.tenant_id = c.tenant_id AND u.schedule_code = c.schedule_code AND c.settled_through > '-infinity' AND u.valid_during @> c.settled_through
  CROSS JOIN LATERAL (VALUES
    (c.tenant_id IS NULL, 'the tenant has no clock'),
    (c.settled_through > c.closed_through, format('settled through %s, closed only through %s', c.settled_through, c.closed_through)),
    (c.closed_through >= (now() AT TIME ZONE n.time_zone)::date AND c.closed_through >= c.opens_on, format('closed through %s, a day that is not over', c.closed_through)),
    (c.closed_through > '-infinity' AND c.closed_through >= c.opens_on AND settlement.period_end(t.cycle, c.closed_through) <> c.closed_through
      AND upper(t.valid_during) - 1 IS DISTINCT FROM c.closed_through, format('closed through %s, which ends no period of cycle %s', c.closed_through, t.cycle)),
    (c.settled_through > '-infinity' AND c.settled_through >= c.opens_on AND settlement.period_end(u.cycle, c.settled_through) <> c.settled_through
      AND upper(u.valid_during) - 1 IS DISTINCT FROM c.settled_through, format('settled through %s, which ends no period of cycle %s', c.settled_through, u.cycle))
  ) AS f (is_bad, finding)
  WHERE n.tenant_id = ANY (p_tenants) AND f.is_bad
$verify_clock$;
COMMENT ON FUNCTION settlement.verify_clock(uuid[]) IS 'Clocks of tenants that are missing, settled beyond what is closed, closed before a day is over, or that stand inside a period.';
REVOKE ALL ON FUNCTION settlement.verify_clock(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_clock(uuid[]) TO mg_batch_owner;
