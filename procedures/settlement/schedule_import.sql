CREATE OR REPLACE FUNCTION settlement.schedule_import(p_import_file_id uuid) RETURNS void
LANGUAGE plpgsql
AS $schedule_import$
BEGIN
  UPDATE commerce.import_event AS e SET schedule_code = s.schedule_code
  FROM settlement.schedule AS s
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND e.original_ref IS NULL
    AND s.tenant_id = e.tenant_id AND e.method = ANY (s.methods);

  -- What takes back belongs to the schedule of its capture, recorded or in the same file.
  UPDATE commerce.import_event AS e SET schedule_code = o.schedule_code
  FROM (
    SELECT c.tenant_id, c.ref, c.schedule_code FROM commerce.import_event AS c
    WHERE c.import_file_id = p_import_file_id AND c.error IS NULL AND NOT c.is_unchanged AND c.original_ref IS NULL
    UNION ALL
    SELECT p.tenant_id, p.ref, c.schedule_code
    FROM commerce.payment_ref AS p
    JOIN commerce.payment_event AS c ON c.tenant_id = p.tenant_id AND c.settlement_day = p.settlement_day AND c.payment_event_id = p.payment_event_id
    WHERE (p.tenant_id, p.ref) IN (SELECT r.tenant_id, r.original_ref FROM commerce.import_event AS r
      WHERE r.import_file_id = p_import_file_id AND r.error IS NULL AND NOT r.is_unchanged AND r.original_ref IS NOT NULL)
  ) AS o
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND o.tenant_id = e.tenant_id AND o.ref = e.original_ref;
END
$schedule_import$;
COMMENT ON FUNCTION settlement.schedule_import(uuid) IS 'Gives staged events of tenants with several schedules the one of their method, or of their capture; the rest stay null, which is the main one.';
REVOKE ALL ON FUNCTION settlement.schedule_import(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.schedule_import(uuid) TO mg_batch_owner;
