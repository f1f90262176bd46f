CREATE OR REPLACE FUNCTION settlement.reversal_line(p_tenants uuid[], p_from date[], p_through date[])
RETURNS TABLE (
  tenant_id uuid, payment_event_id uuid, settlement_day date, currency text, sales_minor bigint, discount_minor bigint,
  platform_rule_id uuid, platform_fee_minor bigint, pg_rule_id uuid, pg_fee_minor bigint)
LANGUAGE sql STABLE ROWS 100
AS $reversal_line$
  WITH reversal AS MATERIALIZED (
    SELECT e.tenant_id, e.payment_event_id, e.settlement_day, e.currency, e.original_day, e.original_event_id,
      e.amount_minor, e.platform_discount_minor
    FROM unnest(p_tenants, p_from, p_through) AS w (tenant_id, from_day, through_day)
    JOIN commerce.payment_event AS e ON e.tenant_id = w.tenant_id AND e.settlement_day BETWEEN w.from_day AND w.through_day
    WHERE e.original_event_id IS NOT NULL AND e.is_reversal AND e.kind = 'capture'
  )
  SELECT r.tenant_id, r.original_event_id, r.settlement_day, r.currency, r.amount_minor, r.platform_discount_minor,
    NULL::uuid, 0::bigint, NULL::uuid, 0::bigint
  FROM reversal AS r
  WHERE r.original_day = r.settlement_day
  UNION ALL
  SELECT r.tenant_id, r.payment_event_id, r.settlement_day, r.currency, -r.amount_minor, -r.platform_discount_minor,
    l.platform_rule_id, -coalesce(l.platform_fee_minor, 0), l.pg_rule_id, -coalesce(l.pg_fee_minor, 0)
  FROM reversal AS r
  LEFT JOIN settlement.line AS l ON r.original_day < r.settlement_day AND l.tenant_id = r.tenant_id
    AND l.settlement_day = r.original_day AND l.payment_event_id = r.original_event_id
$reversal_line$;
COMMENT ON FUNCTION settlement.reversal_line(uuid[], date[], date[]) IS 'Captures taken back with a wrong import: before their period closed, both the capture and its reversal, without fees; later, the reversal gives back what the capture''s line charged.';
REVOKE ALL ON FUNCTION settlement.reversal_line(uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.reversal_line(uuid[], date[], date[]) TO mg_batch_owner;
