CREATE OR REPLACE FUNCTION settlement.reversal_line(p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[])
RETURNS SETOF settlement.line
LANGUAGE sql STABLE ROWS 100
AS $reversal_line$
  WITH reversal AS MATERIALIZED (
    SELECT e.tenant_id, e.payment_event_id, s.statements[width_bucket(e.settlement_day, s.starts)] AS statement_id, e.settlement_day, e.currency,
      e.original_day, e.original_event_id, e.amount_minor, e.platform_discount_minor,
      coalesce(e.tax_free_minor, 0) AS tax_free, coalesce(e.zero_rated_minor, 0) AS zero_rated,
      settlement.vat_within(e.amount_minor + e.platform_discount_minor - coalesce(e.tax_free_minor + e.zero_rated_minor, 0)) AS vat
    FROM settlement.settled_span(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS s
    JOIN commerce.payment_event AS e ON e.tenant_id = s.tenant_id AND e.schedule_code = s.schedule_code AND e.settlement_day BETWEEN s.from_day AND s.through_day
    WHERE e.original_event_id IS NOT NULL AND e.is_reversal AND e.kind = 'capture' AND e.tenant_id = ANY (p_tenants)
      AND e.settlement_day BETWEEN core.earliest_day(p_starts) AND core.latest_day(p_ends)
  )
  SELECT r.tenant_id, r.original_event_id, r.statement_id, NULL::uuid, NULL::uuid, r.amount_minor, r.platform_discount_minor, 0::bigint, 0::bigint,
    0::bigint, 0::bigint, r.settlement_day, 'capture', r.currency, r.tax_free, r.zero_rated, r.vat, 0::bigint, NULL::uuid
  FROM reversal AS r
  WHERE r.original_day = r.settlement_day
  UNION ALL
  SELECT r.tenant_id, r.payment_event_id, r.statement_id, l.platform_rule_id, l.pg_rule_id, -r.amount_minor, -r.platform_discount_minor,
    -coalesce(l.platform_fee_minor, 0), -coalesce(l.pg_fee_minor, 0), 0, 0, r.settlement_day, 'capture', r.currency,
    -r.tax_free, -r.zero_rated, -r.vat, -coalesce(l.waived_minor, 0), l.promotion_id
  FROM reversal AS r
  LEFT JOIN settlement.line AS l ON r.original_day < r.settlement_day AND l.tenant_id = r.tenant_id
    AND l.settlement_day = r.original_day AND l.payment_event_id = r.original_event_id
$reversal_line$;
COMMENT ON FUNCTION settlement.reversal_line(uuid[], text[], uuid[], date[], date[]) IS 'Captures taken back with a wrong import: before their period closed, both the capture and its reversal, without fees; later, the reversal gives back what the capture''s line charged.';
REVOKE ALL ON FUNCTION settlement.reversal_line(uuid[], text[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.reversal_line(uuid[], text[], uuid[], date[], date[]) TO mg_batch_owner;
