CREATE OR REPLACE FUNCTION settlement.capture_line(
  p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[], p_volume_tenants uuid[])
RETURNS TABLE (
  tenant_id uuid, payment_event_id uuid, statement_id uuid, settlement_day date, currency text, sales_minor bigint, discount_minor bigint,
  platform_rule_id uuid, platform_fee_minor bigint, platform_basis_minor bigint,
  pg_rule_id uuid, pg_fee_minor bigint, pg_basis_minor bigint,
  tax_free_minor bigint, zero_rated_minor bigint, vat_minor bigint, promotion_id uuid, waived_minor bigint)
LANGUAGE sql STABLE ROWS 100000
AS $capture_line$
  WITH segment AS MATERIALIZED (
    SELECT s.from_day, s.through_day, s.starts, s.statements, f.*
    FROM settlement.settled_span(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS s
    JOIN settlement.fee_segment(p_tenants, p_starts, p_ends) AS f ON f.tenant_id = s.tenant_id AND f.schedule_code = s.schedule_code
    WHERE NOT f.is_by_volume
  ), cancelled AS MATERIALIZED (
    SELECT c.tenant_id, c.payment_event_id FROM settlement.cancelled_capture(p_tenants, p_starts, p_ends) AS c
  )
  SELECT e.tenant_id, e.payment_event_id, f.statements[width_bucket(e.settlement_day, f.starts)], e.settlement_day, e.currency,
    e.amount_minor, e.platform_discount_minor,
    f.platform_rule_id, settlement.capture_fee(f.platform_kind, e.amount_minor, 0, f.platform_rate, f.platform_fixed,
      f.platform_minimum, f.platform_maximum, NULL, NULL, NULL), NULL::bigint,
    f.pg_rule_id, settlement.capture_fee(f.pg_kind, e.amount_minor, 0, f.pg_rate, f.pg_fixed,
      f.pg_minimum, f.pg_maximum, NULL, NULL, NULL), NULL::bigint,
    coalesce(e.tax_free_minor, 0), coalesce(e.zero_rated_minor, 0),
    settlement.vat_within(e.amount_minor + e.platform_discount_minor - coalesce(e.tax_free_minor + e.zero_rated_minor, 0)), NULL::uuid, 0::bigint
  FROM (
    -- In key order: read by index, so that a step costs by its own rows, and written so that the line's index grows at one edge.
    SELECT x.tenant_id, x.payment_event_id, x.settlement_day, x.schedule_code, x.method, x.category, x.channel, x.business_day, x.currency,
      x.amount_minor, x.platform_discount_minor, x.tax_free_minor, x.zero_rated_minor
    FROM commerce.payment_event AS x
    WHERE x.tenant_id = ANY (p_tenants) AND x.kind = 'capture' AND NOT x.is_reversal
      AND x.settlement_day BETWEEN core.earliest_day(p_starts) AND core.latest_day(p_ends)
    ORDER BY x.tenant_id, x.settlement_day, x.payment_event_id OFFSET 0
  ) AS e
  JOIN segment AS f ON f.tenant_id = e.tenant_id AND f.schedule_code = e.schedule_code AND f.method = e.method AND f.category = e.category
    AND f.channel = e.channel AND e.business_day >= f.segment_from AND e.business_day < f.segment_to
  LEFT JOIN cancelled AS c ON c.tenant_id = e.tenant_id AND c.payment_event_id = e.payment_event_id
  WHERE e.settlement_day BETWEEN f.from_day AND f.through_day AND c.tenant_id IS NULL
  UNION ALL
  SELECT v.tenant_id, v.payment_event_id, v.statement_id, v.settlement_day, v.currency, v.sales_minor, v.discount_minor,
    v.platform_rule_id, v.platform_fee_minor, v.platform_basis_minor, v.pg_rule_id, v.pg_fee_minor, v.pg_basis_minor,
    v.tax_free_minor, v.zero_rated_minor, v.vat_minor, v.promotion_id, v.waived_minor
  FROM settlement.volume_line(p_tenants, p_schedules, p_statements, p_starts, p_ends, p_volume_tenants) AS v
$capture_line$;
COMMENT ON FUNCTION settlement.capture_line(uuid[], text[], uuid[], date[], date[], uuid[]) IS 'What each capture of closed periods bears: rule, fee and its basis, a component each, VAT within it, and what a promotion waives. The one place that prices captures: settling, verifying and rehearsing read it. p_volume_tenants: settlement.volume_tenant of the tenants.';
REVOKE ALL ON FUNCTION settlement.capture_line(uuid[], text[], uuid[], date[], date[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.capture_line(uuid[], text[], uuid[], date[], date[], uuid[]) TO mg_batch_owner;
