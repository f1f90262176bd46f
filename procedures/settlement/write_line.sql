CREATE OR REPLACE FUNCTION settlement.write_line(
  p_span_tenants uuid[], p_from date[], p_through date[], p_tenants uuid[], p_statements uuid[], p_starts date[], p_ends date[])
RETURNS bigint
LANGUAGE plpgsql
AS $write_line$
DECLARE
  v_captures bigint;
  v_others bigint;
BEGIN
  WITH settled_day AS MATERIALIZED (
    SELECT p.tenant_id, p.statement_id, d.day::date AS day
    FROM unnest(p_tenants, p_statements, p_starts, p_ends) AS p (tenant_id, statement_id, first_day, last_day)
    CROSS JOIN LATERAL generate_series(p.first_day::timestamp, p.last_day::timestamp, interval '1 day') AS d (day)
  )
  INSERT INTO settlement.line (tenant_id, payment_event_id, statement_id, platform_rule_id, pg_rule_id, sales_minor, discount_minor,
    platform_fee_minor, pg_fee_minor, platform_basis_minor, pg_basis_minor, settlement_day, kind, currency)
  SELECT l.tenant_id, l.payment_event_id, s.statement_id, l.platform_rule_id, l.pg_rule_id, l.sales_minor, l.discount_minor,
    l.platform_fee_minor, l.pg_fee_minor, l.platform_basis_minor, l.pg_basis_minor, l.settlement_day, 'capture', l.currency
  FROM settlement.capture_line(p_span_tenants, p_from, p_through) AS l
  JOIN settled_day AS s ON s.tenant_id = l.tenant_id AND s.day = l.settlement_day
  -- In key order the index grows at its right edge: dense, and without random pages.
  ORDER BY l.tenant_id, l.settlement_day, l.payment_event_id;
  GET DIAGNOSTICS v_captures = ROW_COUNT;

  WITH settled_day AS MATERIALIZED (
    SELECT p.tenant_id, p.statement_id, d.day::date AS day
    FROM unnest(p_tenants, p_statements, p_starts, p_ends) AS p (tenant_id, statement_id, first_day, last_day)
    CROSS JOIN LATERAL generate_series(p.first_day::timestamp, p.last_day::timestamp, interval '1 day') AS d (day)
  )
  INSERT INTO settlement.line (tenant_id, payment_event_id, statement_id, platform_rule_id, pg_rule_id, sales_minor, discount_minor,
    platform_fee_minor, pg_fee_minor, platform_basis_minor, pg_basis_minor, settlement_day, kind, currency)
  SELECT l.tenant_id, l.payment_event_id, s.statement_id, l.platform_rule_id, l.pg_rule_id, l.sales_minor, l.discount_minor,
    l.platform_fee_minor, l.pg_fee_minor, l.basis_minor, l.basis_minor, l.settlement_day, l.kind, l.currency
  FROM (
    SELECT r.tenant_id, r.payment_event_id, r.settlement_day, r.kind, r.currency, r.sales_minor, r.discount_minor,
      r.platform_rule_id, r.platform_fee_minor, r.pg_rule_id, r.pg_fee_minor, r.basis_minor
    FROM settlement.returned_line(p_span_tenants, p_from, p_through) AS r
    UNION ALL
    SELECT v.tenant_id, v.payment_event_id, v.settlement_day, 'capture', v.currency, v.sales_minor, v.discount_minor,
      v.platform_rule_id, v.platform_fee_minor, v.pg_rule_id, v.pg_fee_minor, 0
    FROM settlement.reversal_line(p_span_tenants, p_from, p_through) AS v
  ) AS l
  JOIN settled_day AS s ON s.tenant_id = l.tenant_id AND s.day = l.settlement_day;
  GET DIAGNOSTICS v_others = ROW_COUNT;
  RETURN v_captures + v_others;
END
$write_line$;
COMMENT ON FUNCTION settlement.write_line(uuid[], date[], date[], uuid[], uuid[], date[], date[]) IS 'Writes the lines of closed spans into the statements of their periods: captures first, since refunds read their captures'' lines. Returns how many.';
REVOKE ALL ON FUNCTION settlement.write_line(uuid[], date[], date[], uuid[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.write_line(uuid[], date[], date[], uuid[], uuid[], date[], date[]) TO mg_batch_owner;
