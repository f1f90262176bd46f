CREATE OR REPLACE FUNCTION commerce.check_import_ref(p_import_file_id uuid) RETURNS void
LANGUAGE plpgsql
AS $check_import_ref$
BEGIN
  -- Few files hold a reference twice: only they are joined with themselves.
  IF EXISTS (SELECT FROM commerce.import_event AS i WHERE i.import_file_id = p_import_file_id AND i.error IS NULL
    GROUP BY i.tenant_id, i.ref HAVING count(*) > 1) THEN
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
  END IF;

  UPDATE commerce.import_event AS e
  SET is_unchanged = true, payment_event_id = p.payment_event_id, settlement_day = p.settlement_day
  FROM commerce.payment_ref AS p
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND p.tenant_id = e.tenant_id AND p.ref = e.ref
    AND p.content_hash = e.content_hash;

  UPDATE commerce.import_event AS e
  SET error_column = 'ref', error = format('reference "%s" is recorded with other content: %s/%s/%s/%s%s%s recorded, %s here', e.ref,
    o.kind, o.occurred_at, o.amount_minor, o.platform_discount_minor, CASE WHEN o.coupon_discount_minor > 0 THEN format(' coupon %s', o.coupon_discount_minor) END,
    CASE WHEN o.tax_free_minor IS NOT NULL THEN format(' tax-free %s zero-rated %s', o.tax_free_minor, o.zero_rated_minor) END, commerce.event_text(e))
  FROM commerce.payment_ref AS p
  JOIN commerce.payment_event AS o ON o.tenant_id = p.tenant_id AND o.settlement_day = p.settlement_day AND o.payment_event_id = p.payment_event_id
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND p.tenant_id = e.tenant_id AND p.ref = e.ref
    AND p.content_hash <> e.content_hash;
END
$check_import_ref$;
COMMENT ON FUNCTION commerce.check_import_ref(uuid) IS 'References of a staged file: an identical repeat, in the file or recorded, is unchanged; the same reference with other content is refused with both values.';
REVOKE ALL ON FUNCTION commerce.check_import_ref(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.check_import_ref(uuid) TO mg_batch_owner;
