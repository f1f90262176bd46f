CREATE OR REPLACE FUNCTION settlement.verify_line(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE plpgsql STABLE
AS $verify_line$
#variable_conflict use_column
DECLARE
  v_tenants uuid[];
  v_schedules text[];
  v_statements uuid[];
  v_starts date[];
  v_ends date[];
  -- A variable: as an argument it would be found anew for every row.
  v_volume_tenants uuid[] := settlement.volume_tenant(p_tenants);
BEGIN
  SELECT array_agg(p.tenant_id), array_agg(p.schedule_code), array_agg(p.statement_id), array_agg(p.period_start), array_agg(p.period_end)
  INTO v_tenants, v_schedules, v_statements, v_starts, v_ends
  FROM settlement.verify_period(p_tenants) AS p;

  RETURN QUERY
  WITH expected AS (
    SELECT c.* FROM settlement.capture_line(v_tenants, v_schedules, v_statements, v_starts, v_ends, v_volume_tenants) AS c
    UNION ALL
    SELECT r.* FROM settlement.returned_line(v_tenants, v_schedules, v_statements, v_starts, v_ends) AS r
    UNION ALL
    SELECT v.* FROM settlement.reversal_line(v_tenants, v_schedules, v_statements, v_starts, v_ends) AS v
  ), differing AS (
    SELECT coalesce(x.tenant_id, l.tenant_id) AS tenant_id, coalesce(x.settlement_day, l.settlement_day) AS day,
      coalesce(x.payment_event_id, l.payment_event_id) AS event_id, l.tenant_id IS NULL AS is_missing, x.tenant_id IS NULL AS is_extra, x, l
    FROM expected AS x
    FULL JOIN (SELECT n.* FROM settlement.line AS n WHERE n.tenant_id = ANY (p_tenants)
      AND NOT EXISTS (SELECT FROM settlement.standing_statement(p_tenants) AS k WHERE k.tenant_id = n.tenant_id AND k.statement_id = n.statement_id)) AS l
      ON l.tenant_id = x.tenant_id AND l.settlement_day = x.settlement_day AND l.payment_event_id = x.payment_event_id
    WHERE l.tenant_id IS NULL OR x.tenant_id IS NULL
      OR (x.kind, x.currency, x.sales_minor, x.discount_minor, x.platform_rule_id, x.platform_fee_minor, x.platform_basis_minor,
        x.pg_rule_id, x.pg_fee_minor, x.pg_basis_minor, x.tax_free_minor, x.zero_rated_minor, x.vat_minor, x.waived_minor, x.promotion_id)
      IS DISTINCT FROM (l.kind, l.currency, l.sales_minor, l.discount_minor, l.platform_rule_id, l.platform_fee_minor, l.platform_basis_minor,
        l.pg_rule_id, l.pg_fee_minor, l.pg_basis_minor, l.tax_free_minor, l.zero_rated_minor, l.vat_minor, l.waived_minor, l.promotion_id)
  )
  SELECT d.tenant_id,
    CASE WHEN d.is_missing THEN 'line_missing' WHEN e.payment_event_id IS NULL THEN 'line_without_event' WHEN d.is_extra THEN 'line_unexpected' ELSE 'line_differs' END,
    format('line %s on %s', coalesce(e.ref, d.event_id::text), d.day),
    CASE WHEN d.is_missing THEN 'the event belongs to a settled period and has no line'
      WHEN e.payment_event_id IS NULL THEN 'there is no such event on that day'
      WHEN d.is_extra THEN 'the day is not settled, or the event belongs to no line'
      ELSE (SELECT string_agg(format('%s is %s, recomputed %s', f.name, coalesce(f.stored, 'empty'), coalesce(f.computed, 'empty')), '; ' ORDER BY f.place)
        FROM (VALUES
          (1, 'kind', (d.l).kind, (d.x).kind), (2, 'currency', (d.l).currency, (d.x).currency),
          (3, 'sales_minor', (d.l).sales_minor::text, (d.x).sales_minor::text),
          (4, 'discount_minor', (d.l).discount_minor::text, (d.x).discount_minor::text),
          (5, 'platform_rule_id', (d.l).platform_rule_id::text, (d.x).platform_rule_id::text),
          (6, 'platform_fee_minor', (d.l).platform_fee_minor::text, (d.x).platform_fee_minor::text),
          (7, 'platform_basis_minor', (d.l).platform_basis_minor::text, (d.x).platform_basis_minor::text),
          (8, 'pg_rule_id', (d.l).pg_rule_id::text, (d.x).pg_rule_id::text),
          (9, 'pg_fee_minor', (d.l).pg_fee_minor::text, (d.x).pg_fee_minor::text),
          (10, 'pg_basis_minor', (d.l).pg_basis_minor::text, (d.x).pg_basis_minor::text),
          (11, 'tax_free_minor', (d.l).tax_free_minor::text, (d.x).tax_free_minor::text),
          (12, 'zero_rated_minor', (d.l).zero_rated_minor::text, (d.x).zero_rated_minor::text),
          (13, 'vat_minor', (d.l).vat_minor::text, (d.x).vat_minor::text),
          (14, 'waived_minor', (d.l).waived_minor::text, (d.x).waived_minor::text),
          (15, 'promotion_id', (d.l).promotion_id::text, (d.x).promotion_id::text)) AS f (place, name, stored, computed)
        WHERE f.stored IS DISTINCT FROM f.computed) END
  FROM differing AS d
  LEFT JOIN commerce.payment_event AS e ON e.tenant_id = d.tenant_id AND e.settlement_day = d.day AND e.payment_event_id = d.event_id;
END
$verify_line$;
COMMENT ON FUNCTION settlement.verify_line(uuid[]) IS 'Prices every settled event of tenants anew, as settling does, and compares with the stored lines to the unit: missing, without event, outside settled days, different.';
REVOKE ALL ON FUNCTION settlement.verify_line(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_line(uuid[]) TO mg_batch_owner;
