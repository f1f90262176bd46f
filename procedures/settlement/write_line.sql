CREATE OR REPLACE FUNCTION settlement.write_line(p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[])
RETURNS bigint
LANGUAGE plpgsql
AS $write_line$
DECLARE
  v_volume_tenants uuid[] := settlement.volume_tenant(p_tenants);
  v_captures bigint;
  v_others bigint;
BEGIN
  INSERT INTO settlement.line (tenant_id, payment_event_id, statement_id, platform_rule_id, pg_rule_id, sales_minor, discount_minor,
    platform_fee_minor, pg_fee_minor, platform_basis_minor, pg_basis_minor, settlement_day, kind, currency,
    tax_free_minor, zero_rated_minor, vat_minor, waived_minor, promotion_id)
  SELECT l.tenant_id, l.payment_event_id, l.statement_id, l.platform_rule_id, l.pg_rule_id, l.sales_minor, l.discount_minor,
    l.platform_fee_minor, l.pg_fee_minor, l.platform_basis_minor, l.pg_basis_minor, l.settlement_day, 'capture', l.currency,
    l.tax_free_minor, l.zero_rated_minor, l.vat_minor, l.waived_minor, l.promotion_id
  FROM settlement.capture_line(p_tenants, p_schedules, p_statements, p_starts, p_ends, v_volume_tenants) AS l;
  GET DIAGNOSTICS v_captures = ROW_COUNT;

  INSERT INTO settlement.line (tenant_id, payment_event_id, statement_id, platform_rule_id, pg_rule_id, sales_minor, discount_minor,
    platform_fee_minor, pg_fee_minor, platform_basis_minor, pg_basis_minor, settlement_day, kind, currency,
    tax_free_minor, zero_rated_minor, vat_minor, waived_minor, promotion_id)
  SELECT r.tenant_id, r.payment_event_id, r.statement_id, r.platform_rule_id, r.pg_rule_id, r.sales_minor, r.discount_minor,
    r.platform_fee_minor, r.pg_fee_minor, r.basis_minor, r.basis_minor, r.settlement_day, r.kind, r.currency,
    r.tax_free_minor, r.zero_rated_minor, r.vat_minor, 0, NULL
  FROM settlement.returned_line(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS r
  UNION ALL
  SELECT v.tenant_id, v.payment_event_id, v.statement_id, v.platform_rule_id, v.pg_rule_id, v.sales_minor, v.discount_minor,
    v.platform_fee_minor, v.pg_fee_minor, 0, 0, v.settlement_day, 'capture', v.currency,
    v.tax_free_minor, v.zero_rated_minor, v.vat_minor, v.waived_minor, v.promotion_id
  FROM settlement.reversal_line(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS v;
  GET DIAGNOSTICS v_others = ROW_COUNT;

  IF v_volume_tenants <> '{}' THEN
    PERFORM settlement.keep_volume(p_tenants, p_schedules, p_statements, p_starts, p_ends, v_volume_tenants);
  END IF;
  RETURN v_captures + v_others;
END
$write_line$;
COMMENT ON FUNCTION settlement.write_line(uuid[], text[], uuid[], date[], date[]) IS 'Writes the lines of closed periods: captures first, since refunds read their captures'' lines. Returns how many.';
REVOKE ALL ON FUNCTION settlement.write_line(uuid[], text[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.write_line(uuid[], text[], uuid[], date[], date[]) TO mg_batch_owner;
