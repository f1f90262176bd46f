CREATE OR REPLACE FUNCTION settlement.check_gateway_repeat(p_gateway_file_id uuid) RETURNS void
LANGUAGE plpgsql
AS $check_gateway_repeat$
BEGIN
  UPDATE settlement.gateway_import_entry AS e
  SET is_unchanged = f.content_hash = e.content_hash, error_column = CASE WHEN f.content_hash <> e.content_hash THEN 'row_ref' END,
    error = CASE WHEN f.content_hash <> e.content_hash THEN format('row "%s" stands in row %s with other content: %s there, %s here', e.row_ref, f.line_number,
      settlement.gateway_entry_text(f.kind, f.sold_on, f.paid_out_on, f.amount_minor, f.fee_minor, f.vat_minor, f.payout_minor),
      settlement.gateway_entry_text(e.kind, e.sold_on, e.paid_out_on, e.amount_minor, e.fee_minor, e.vat_minor, e.payout_minor)) END
  FROM (
    SELECT DISTINCT ON (i.gateway_code, i.row_ref) i.*
    FROM settlement.gateway_import_entry AS i
    WHERE i.gateway_file_id = p_gateway_file_id AND i.error IS NULL
    ORDER BY i.gateway_code, i.row_ref, i.line_number
  ) AS f
  WHERE e.gateway_file_id = p_gateway_file_id AND e.error IS NULL AND f.gateway_code = e.gateway_code AND f.row_ref = e.row_ref AND f.line_number < e.line_number;

  UPDATE settlement.gateway_import_entry AS e
  SET is_unchanged = r.content_hash = e.content_hash, error_column = CASE WHEN r.content_hash <> e.content_hash THEN 'row_ref' END,
    error = CASE WHEN r.content_hash <> e.content_hash THEN format('row "%s" is recorded with other content: %s recorded, %s here', e.row_ref,
      settlement.gateway_entry_text(r.kind, r.sold_on, r.paid_out_on, r.amount_minor, r.fee_minor, r.vat_minor, r.payout_minor),
      settlement.gateway_entry_text(e.kind, e.sold_on, e.paid_out_on, e.amount_minor, e.fee_minor, e.vat_minor, e.payout_minor)) END
  FROM settlement.gateway_row AS r
  WHERE e.gateway_file_id = p_gateway_file_id AND e.error IS NULL AND r.gateway_code = e.gateway_code AND r.row_ref = e.row_ref AND r.undone_at IS NULL;
END
$check_gateway_repeat$;
COMMENT ON FUNCTION settlement.check_gateway_repeat(uuid) IS 'Rows of a staged settlement: an identical repeat, in the file or recorded, is unchanged; the same row with other content is refused with both values.';
REVOKE ALL ON FUNCTION settlement.check_gateway_repeat(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.check_gateway_repeat(uuid) TO mg_batch_owner;
