CREATE OR REPLACE FUNCTION core.record_holidays(p_holidays jsonb) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_holidays$
DECLARE
  v_changes integer;
BEGIN
  -- The years that the list covers are replaced as a whole; days added by hand stay.
  MERGE INTO core.holiday AS h
  USING (SELECT d.holiday_on, d.name_ko, d.name_en
           FROM jsonb_to_recordset(p_holidays) AS d (holiday_on date, name_ko text, name_en text)) AS n
     ON h.holiday_on = n.holiday_on AND h.source = 'public'
   WHEN MATCHED AND (h.name_ko, h.name_en) IS DISTINCT FROM (n.name_ko, n.name_en)
        THEN UPDATE SET name_ko = n.name_ko, name_en = n.name_en
   WHEN NOT MATCHED BY TARGET
        THEN INSERT (holiday_on, source, name_ko, name_en) VALUES (n.holiday_on, 'public', n.name_ko, n.name_en)
   WHEN NOT MATCHED BY SOURCE AND h.source = 'public' AND extract(year FROM h.holiday_on) IN (
          SELECT extract(year FROM (y.item ->> 'holiday_on')::date) FROM jsonb_array_elements(p_holidays) AS y (item))
        THEN DELETE;
  GET DIAGNOSTICS v_changes = ROW_COUNT;
  RETURN v_changes;
END
$record_holidays$;
COMMENT ON FUNCTION core.record_holidays(jsonb) IS 'Takes over the published holidays of whole years, [{"holiday_on", "name_ko", "name_en"}]; returns how many rows changed.';
REVOKE ALL ON FUNCTION core.record_holidays(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.record_holidays(jsonb) TO mg_migrator, mg_batch;
