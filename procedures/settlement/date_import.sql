CREATE OR REPLACE FUNCTION settlement.date_import(p_import_file_id uuid, p_as_of timestamptz) RETURNS void
LANGUAGE plpgsql
AS $date_import$
BEGIN
  IF EXISTS (SELECT FROM settlement.schedule AS s WHERE s.tenant_id IN (SELECT e.tenant_id FROM commerce.import_event AS e
    WHERE e.import_file_id = p_import_file_id AND e.error IS NULL)) THEN
    PERFORM settlement.schedule_import(p_import_file_id);
  END IF;
  -- They were staged with the business day and the main schedule, which is what nearly all keep: only others are written.
  UPDATE commerce.import_event AS e
  SET schedule_code = d.schedule_code,
    settlement_day = CASE WHEN d.is_late THEN greatest(d.recorded_on, d.closed_through + 1) ELSE e.business_day END
  FROM (
    SELECT i.line_number, c.schedule_code, c.closed_through, k.recorded_on,
      i.business_day <= c.closed_through OR coalesce(i.recorded_on > settlement.period_end(t.cycle, i.business_day), false) AS is_late
    FROM commerce.import_event AS i
    JOIN settlement.tenant_clock AS c ON c.tenant_id = i.tenant_id AND c.schedule_code = coalesce(i.schedule_code, '')
    JOIN settlement.terms AS t ON t.tenant_id = i.tenant_id AND t.schedule_code = c.schedule_code AND t.valid_during @> i.business_day
    CROSS JOIN LATERAL (SELECT coalesce(i.recorded_on, (p_as_of AT TIME ZONE i.time_zone)::date) AS recorded_on) AS k
    WHERE i.import_file_id = p_import_file_id AND i.error IS NULL AND NOT i.is_unchanged
  ) AS d
  WHERE e.import_file_id = p_import_file_id AND e.line_number = d.line_number AND d.is_late;
END
$date_import$;
COMMENT ON FUNCTION settlement.date_import(uuid, timestamptz) IS 'Gives the staged events their schedule and settlement day: the business day, or, if its period was closed when the event became known, the day of that, never in a closed period.';
REVOKE ALL ON FUNCTION settlement.date_import(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.date_import(uuid, timestamptz) TO mg_batch_owner;
