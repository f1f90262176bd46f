CREATE OR REPLACE FUNCTION settlement.contract_currency(p_tenant_id uuid, p_plan_id uuid) RETURNS text
LANGUAGE sql STABLE
AS $contract_currency$
  SELECT coalesce((SELECT t.currency FROM tenancy.tenant AS t WHERE t.tenant_id = p_tenant_id),
    (SELECT r.currency FROM pricing.plan_fee_rule AS r WHERE r.pricing_plan_id = p_plan_id ORDER BY r.created_at DESC LIMIT 1),
    (SELECT t.currency FROM pricing.tenant_plan AS p JOIN tenancy.tenant AS t ON t.tenant_id = p.tenant_id WHERE p.pricing_plan_id = p_plan_id LIMIT 1), 'KRW')
$contract_currency$;
COMMENT ON FUNCTION settlement.contract_currency(uuid, uuid) IS 'The currency of a contract''s amounts: the tenant''s; a plan''s is that of its rules, or of who is on it, or KRW.';
REVOKE ALL ON FUNCTION settlement.contract_currency(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.contract_currency(uuid, uuid) TO mg_batch_owner;
