CREATE OR REPLACE FUNCTION settlement.volume_tenant(p_tenants uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE
AS $volume_tenant$
  SELECT coalesce(array_agg(v.tenant_id), '{}')
  FROM (
    SELECT r.tenant_id FROM pricing.applicable_fee_rule AS r
    WHERE r.tenant_id = ANY (p_tenants) AND (r.kind <> 'percent' OR r.month_maximum_minor IS NOT NULL)
    UNION
    SELECT p.tenant_id FROM pricing.tenant_promotion AS p WHERE p.tenant_id = ANY (p_tenants)
  ) AS v
$volume_tenant$;
COMMENT ON FUNCTION settlement.volume_tenant(uuid[]) IS 'Of some tenants, those with a fee that depends on other captures: tiers, a cap a month, a promotion''s budget. Only theirs are read in order.';
REVOKE ALL ON FUNCTION settlement.volume_tenant(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.volume_tenant(uuid[]) TO mg_batch_owner;
