CREATE OR REPLACE FUNCTION pricing.list_version(p_tenant_id uuid, p_plan_id uuid)
RETURNS TABLE (version_id uuid, subject text, selector jsonb, valid_from date, valid_to date, content jsonb, created_at timestamptz, created_by uuid)
LANGUAGE sql STABLE
AS $list_version$
  SELECT r.tenant_fee_rule_id, 'fee_rule', pricing.fee_rule_selector(r.component, r.method, r.category, r.channel),
    lower(r.valid_during), upper(r.valid_during), pricing.fee_rule_json(r), r.created_at, r.created_by
  FROM pricing.owned_fee_rule(p_tenant_id, p_plan_id) AS r
  UNION ALL
  SELECT a.tenant_plan_id, 'plan', '{}', lower(a.valid_during), upper(a.valid_during), jsonb_build_object('plan', p.plan_key), a.created_at, a.created_by
  FROM pricing.tenant_plan AS a
  JOIN pricing.pricing_plan AS p ON p.pricing_plan_id = a.pricing_plan_id
  WHERE a.tenant_id = p_tenant_id
  UNION ALL
  SELECT t.tenant_promotion_id, 'promotion', jsonb_strip_nulls(jsonb_build_object('schedule', nullif(t.schedule_code, ''))), lower(t.valid_during), upper(t.valid_during),
    jsonb_strip_nulls(jsonb_build_object('promotion', m.promotion_key, 'percent', trim_scale(m.rate / 100000.0)::text, 'budget', m.budget_minor,
      'method', nullif(m.method, ''), 'category', nullif(m.category, ''), 'channel', nullif(m.channel, ''))), t.created_at, t.created_by
  FROM pricing.tenant_promotion AS t
  JOIN pricing.promotion AS m ON m.promotion_id = t.promotion_id
  WHERE t.tenant_id = p_tenant_id
  UNION ALL
  SELECT c.coupon_share_id, 'coupon_share', '{}', lower(c.valid_during), upper(c.valid_during),
    jsonb_build_object('platform_percent', trim_scale(c.platform_rate / 100000.0)::text), c.created_at, c.created_by
  FROM pricing.coupon_share AS c
  WHERE c.tenant_id = p_tenant_id
$list_version$;
COMMENT ON FUNCTION pricing.list_version(uuid, uuid) IS 'Every version, past and future, of the prices of a tenant or a plan: fee rules, plan assignments, promotions, coupon shares; a null valid_from or valid_to is open.';
REVOKE ALL ON FUNCTION pricing.list_version(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.list_version(uuid, uuid) TO mg_batch_owner;
