CREATE OR REPLACE FUNCTION settlement.earliest_read(p_tenants uuid[], p_schedules text[], p_starts date[], p_volume_tenants uuid[]) RETURNS date
LANGUAGE sql STABLE
AS $earliest_read$
  SELECT min(settlement.read_from(s.from_day, s.tenant_id = ANY (p_volume_tenants), c.volume_through))
  FROM (SELECT p.tenant_id, p.schedule_code, min(p.first_day) AS from_day
    FROM unnest(p_tenants, p_schedules, p_starts) AS p (tenant_id, schedule_code, first_day) GROUP BY p.tenant_id, p.schedule_code) AS s
  LEFT JOIN settlement.tenant_clock AS c ON c.tenant_id = s.tenant_id AND c.schedule_code = s.schedule_code AND c.tenant_id = ANY (p_tenants)
$earliest_read$;
COMMENT ON FUNCTION settlement.earliest_read(uuid[], text[], date[], uuid[]) IS 'The earliest day of which captures are read to price some periods: asked beforehand, so that the planner knows how little of a month a daily settlement reads.';
REVOKE ALL ON FUNCTION settlement.earliest_read(uuid[], text[], date[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.earliest_read(uuid[], text[], date[], uuid[]) TO mg_batch_owner;
