CREATE OR REPLACE FUNCTION settlement.returned_capture(p_tenant_id uuid, p_original_ref text)
RETURNS TABLE (payment_event_id uuid, settlement_day date, kind text, business_day date, method text, channel text, category text, schedule_code text,
  amount_minor bigint, platform_discount_minor bigint, tax_free_minor bigint, zero_rated_minor bigint,
  returned_minor numeric, pieces bigint, rows_returned bigint, rows_with_parts bigint, returned_tax_free_minor numeric, returned_zero_rated_minor numeric)
LANGUAGE sql STABLE ROWS 1
AS $returned_capture$
  SELECT c.payment_event_id, c.settlement_day, c.kind, c.business_day, c.method, c.channel, c.category, c.schedule_code,
    c.amount_minor, c.platform_discount_minor, coalesce(c.tax_free_minor, 0), coalesce(c.zero_rated_minor, 0),
    b.amount, b.pieces, b.row_count, b.part_count, b.tax_free, b.zero_rated
  FROM commerce.payment_ref AS r
  JOIN commerce.payment_event AS c ON c.tenant_id = r.tenant_id AND c.settlement_day = r.settlement_day AND c.payment_event_id = r.payment_event_id
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(i.sign * p.amount_minor), 0) AS amount, coalesce(sum(i.sign), 0) AS pieces, count(*) AS row_count, count(p.tax_free_minor) AS part_count,
      coalesce(sum(i.sign * p.tax_free_minor), 0) AS tax_free, coalesce(sum(i.sign * p.zero_rated_minor), 0) AS zero_rated
    FROM commerce.payment_event AS p
    CROSS JOIN LATERAL (SELECT CASE WHEN p.is_reversal THEN -1 ELSE 1 END AS sign) AS i
    WHERE p.tenant_id = c.tenant_id AND p.original_event_id = c.payment_event_id AND p.settlement_day >= c.settlement_day AND p.kind <> 'capture') AS b
  WHERE r.tenant_id = p_tenant_id AND r.ref = p_original_ref
$returned_capture$;
COMMENT ON FUNCTION settlement.returned_capture(uuid, text) IS 'The recorded event that a refund or chargeback names, and what has been returned of it. The caller holds its reference.';
REVOKE ALL ON FUNCTION settlement.returned_capture(uuid, text) FROM PUBLIC;
