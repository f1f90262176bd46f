CREATE OR REPLACE FUNCTION commerce.check_import_repeat(p_import_file_id uuid) RETURNS void
LANGUAGE plpgsql
-- The rows were staged in this transaction, so that the planner takes them for a few: a nested loop would be quadratic.
SET enable_nestloop = off
AS $check_import_repeat$
BEGIN
  UPDATE commerce.import_event AS e
  SET is_unchanged = f.content_hash = e.content_hash, payment_event_id = f.payment_event_id,
    error_column = CASE WHEN f.content_hash <> e.content_hash THEN 'ref' END,
    error = CASE WHEN f.content_hash <> e.content_hash
      THEN format('reference "%s" stands in line %s with other content: %s there, %s here', e.ref, f.line_number, commerce.event_text(f), commerce.event_text(e)) END
  FROM (
    SELECT DISTINCT ON (i.tenant_id, i.ref) i.*
    FROM commerce.import_event AS i
    WHERE i.import_file_id = p_import_file_id AND i.error IS NULL
    ORDER BY i.tenant_id, i.ref, i.line_number
  ) AS f
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND f.tenant_id = e.tenant_id AND f.ref = e.ref AND f.line_number < e.line_number;
END
$check_import_repeat$;
COMMENT ON FUNCTION commerce.check_import_repeat(uuid) IS 'References that a staged file holds twice: an identical repeat is unchanged, other content is refused with both values.';
REVOKE ALL ON FUNCTION commerce.check_import_repeat(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.check_import_repeat(uuid) TO mg_batch_owner;
