CREATE OR REPLACE FUNCTION settlement.check_return_part(p_import_file_id uuid) RETURNS void
LANGUAGE plpgsql
AS $check_return_part$
BEGIN
  -- Few files say which part of a refund bears no VAT: nothing is read for the others.
  IF NOT EXISTS (SELECT FROM commerce.import_event AS e WHERE e.import_file_id = p_import_file_id AND e.original_event_id IS NOT NULL
    AND e.tax_free_minor IS NOT NULL AND e.error IS NULL AND NOT e.is_unchanged)
    AND NOT EXISTS (SELECT FROM commerce.payment_event AS r JOIN commerce.import_event AS e ON e.tenant_id = r.tenant_id AND e.original_event_id = r.original_event_id
      WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND r.original_event_id IS NOT NULL AND r.tax_free_minor IS NOT NULL
        AND r.kind <> 'capture') THEN
    RETURN;
  END IF;

  WITH returned AS (
    SELECT e.tenant_id, e.original_event_id, e.original_day, e.line_number, e.settlement_day, e.occurred_at, e.ref, e.amount_minor,
      e.tax_free_minor, e.zero_rated_minor
    FROM commerce.import_event AS e
    WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND e.original_event_id IS NOT NULL
    UNION ALL
    SELECT r.tenant_id, r.original_event_id, r.original_day, NULL, '-infinity', r.occurred_at, r.ref, CASE WHEN r.is_reversal THEN -1 ELSE 1 END * r.amount_minor,
      CASE WHEN r.is_reversal THEN -1 ELSE 1 END * r.tax_free_minor, CASE WHEN r.is_reversal THEN -1 ELSE 1 END * r.zero_rated_minor
    FROM commerce.payment_event AS r
    WHERE r.original_event_id IS NOT NULL AND r.kind <> 'capture' AND (r.tenant_id, r.original_event_id) IN (SELECT e.tenant_id, e.original_event_id
      FROM commerce.import_event AS e WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND e.original_event_id IS NOT NULL)
  ), summed AS (
    SELECT r.*, sum(r.amount_minor) OVER in_order AS amount_so_far, sum(r.tax_free_minor) OVER in_order AS tax_free_so_far,
      sum(r.zero_rated_minor) OVER in_order AS zero_rated_so_far,
      count(*) OVER of_capture <> count(r.tax_free_minor) OVER of_capture AND count(r.tax_free_minor) OVER of_capture > 0 AS is_mixed
    FROM returned AS r
    WINDOW of_capture AS (PARTITION BY r.tenant_id, r.original_event_id),
      in_order AS (PARTITION BY r.tenant_id, r.original_event_id ORDER BY r.settlement_day, r.occurred_at, r.ref ROWS UNBOUNDED PRECEDING)
  ), captured AS (
    SELECT c.tenant_id, c.payment_event_id, c.amount_minor, coalesce(c.tax_free_minor, 0) AS tax_free, coalesce(c.zero_rated_minor, 0) AS zero_rated
    FROM commerce.payment_event AS c
    WHERE (c.tenant_id, c.settlement_day, c.payment_event_id) IN (SELECT r.tenant_id, r.original_day, r.original_event_id FROM returned AS r)
    UNION ALL
    SELECT i.tenant_id, i.payment_event_id, i.amount_minor, coalesce(i.tax_free_minor, 0), coalesce(i.zero_rated_minor, 0)
    FROM commerce.import_event AS i
    WHERE i.import_file_id = p_import_file_id AND i.kind = 'capture' AND i.error IS NULL AND NOT i.is_unchanged
  )
  UPDATE commerce.import_event AS e
  SET error_column = 'tax_free', error = CASE
    WHEN s.is_mixed THEN format('of capture "%s" either every return gives tax_free and zero_rated, or none does', e.original_ref)
    ELSE format('tax_free and zero_rated do not fit what is left of capture "%s" (tax-free %s, zero-rated %s of %s)', e.original_ref, c.tax_free, c.zero_rated, c.amount_minor) END
  FROM summed AS s
  JOIN captured AS c ON c.tenant_id = s.tenant_id AND c.payment_event_id = s.original_event_id
  WHERE e.import_file_id = p_import_file_id AND e.line_number = s.line_number
    AND (s.is_mixed OR s.tax_free_so_far > c.tax_free OR s.zero_rated_so_far > c.zero_rated
      -- The taxable part can't be returned more than whole either.
      OR s.amount_so_far - s.tax_free_so_far - s.zero_rated_so_far > c.amount_minor - c.tax_free - c.zero_rated);
END
$check_return_part$;
COMMENT ON FUNCTION settlement.check_return_part(uuid) IS 'Refuses staged refunds and chargebacks whose tax parts do not fit their capture: more than is left of a part, or given by some returns of it alone.';
REVOKE ALL ON FUNCTION settlement.check_return_part(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.check_return_part(uuid) TO mg_batch_owner;
