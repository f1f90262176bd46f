CREATE OR REPLACE FUNCTION settlement.verify_period(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, schedule_code text, statement_id uuid, terms_id uuid, period_start date, period_end date)
LANGUAGE sql STABLE ROWS 1000
AS $verify_period$
  -- All settled periods, also those without a statement: one of them might have needed it. Stored terms count, not today's.
  SELECT p.tenant_id, p.schedule_code, coalesce(s.statement_id, uuidv7()), coalesce(s.terms_id, p.terms_id), p.period_start, p.period_end
  FROM (
    SELECT w.tenant_id, w.schedule_code, w.terms_id, greatest(settlement.period_start(w.cycle, d.period_end), w.from_day) AS period_start, d.period_end
    FROM settlement.verify_scope(p_tenants) AS w
    CROSS JOIN LATERAL settlement.list_period_end(w.cycle, w.from_day, w.through_day) AS d (period_end)
  ) AS p
  LEFT JOIN settlement.statement AS s ON s.tenant_id = p.tenant_id AND s.schedule_code = p.schedule_code AND s.period_end = p.period_end AND s.status <> 'void'
$verify_period$;
COMMENT ON FUNCTION settlement.verify_period(uuid[]) IS 'The settled periods of tenants with the statement of each; a made-up id where there is none.';
REVOKE ALL ON FUNCTION settlement.verify_period(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_period(uuid[]) TO mg_batch_owner;
