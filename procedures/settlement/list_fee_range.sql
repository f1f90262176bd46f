CREATE OR REPLACE FUNCTION settlement.list_fee_range(p_tenants uuid[], p_from date, p_through date)
RETURNS TABLE (tenant_id uuid, valid_during daterange, component text, lowest numeric, highest numeric, is_for_any boolean, is_capped boolean)
LANGUAGE sql STABLE
AS $list_fee_range$
  WITH rule AS (
    SELECT f.tenant_id, f.component, f.rate, f.tier_rate, f.valid_during, f.method || f.category || f.channel = '' AS is_for_any,
      coalesce(f.maximum_minor, f.month_maximum_minor) IS NOT NULL AS is_capped
    FROM pricing.tenant_fee_rule AS f
    WHERE f.tenant_id = ANY (p_tenants) AND f.valid_during && daterange(p_from, p_through, '[]')
    UNION ALL
    SELECT a.tenant_id, f.component, f.rate, f.tier_rate, f.valid_during * a.valid_during, f.method || f.category || f.channel = '',
      coalesce(f.maximum_minor, f.month_maximum_minor) IS NOT NULL
    FROM pricing.tenant_plan AS a
    JOIN pricing.plan_fee_rule AS f ON f.pricing_plan_id = a.pricing_plan_id AND f.valid_during && a.valid_during
    WHERE a.tenant_id = ANY (p_tenants) AND a.valid_during && daterange(p_from, p_through, '[]') AND f.valid_during * a.valid_during && daterange(p_from, p_through, '[]')
  )
  SELECT r.tenant_id, r.valid_during, r.component,
    coalesce(r.rate, (SELECT min(t.rate) FROM unnest(r.tier_rate) AS t (rate))) / 10000000.0,
    coalesce(r.rate, (SELECT max(t.rate) FROM unnest(r.tier_rate) AS t (rate))) / 10000000.0, r.is_for_any, r.is_capped
  FROM rule AS r
$list_fee_range$;
COMMENT ON FUNCTION settlement.list_fee_range(uuid[], date, date) IS 'The rates of tenants'' rules, of their own and of their plans, that are in force in some days, as shares of a payment, and whether a rule is for any payment and has an upper limit.';
REVOKE ALL ON FUNCTION settlement.list_fee_range(uuid[], date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_fee_range(uuid[], date, date) TO mg_batch_owner;
