CREATE OR REPLACE FUNCTION settlement.date_import(p_import_file_id uuid, p_as_of timestamptz) RETURNS void
LANGUAGE plpgsql
AS $date_import$
BEGIN
  UPDATE commerce.import_event AS e
  SET recorded_on = d.recorded_on,
    settlement_day = CASE WHEN d.is_late THEN greatest(d.recorded_on, c.closed_through + 1) ELSE e.business_day END
  FROM settlement.tenant_clock AS c
  JOIN settlement.terms AS t ON t.tenant_id = c.tenant_id,
  LATERAL (SELECT
    coalesce(e.recorded_on, (p_as_of AT TIME ZONE e.time_zone)::date) AS recorded_on,
    e.business_day <= c.closed_through
      OR coalesce(e.recorded_on > settlement.period_end(t.cycle, e.business_day), false) AS is_late) AS d
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged
    AND c.tenant_id = e.tenant_id AND t.valid_during @> e.business_day;
END
$date_import$;
COMMENT ON FUNCTION settlement.date_import(uuid, timestamptz) IS 'Gives the staged events their settlement day: the business day, or, if its period was closed when the event became known, the day of that, never in a closed period.';
REVOKE ALL ON FUNCTION settlement.date_import(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.date_import(uuid, timestamptz) TO mg_batch_owner;
