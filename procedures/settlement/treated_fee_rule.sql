CREATE OR REPLACE FUNCTION settlement.treated_fee_rule(p_tenants uuid[]) RETURNS TABLE (fee_rule_id uuid, vat_treatment text)
LANGUAGE sql STABLE ROWS 10
AS $treated_fee_rule$
  SELECT t.tenant_fee_rule_id, t.vat_treatment FROM pricing.tenant_fee_rule AS t WHERE t.tenant_id = ANY (p_tenants) AND t.vat_treatment <> 'added'
  UNION ALL
  SELECT p.plan_fee_rule_id, p.vat_treatment FROM pricing.plan_fee_rule AS p WHERE p.vat_treatment <> 'added'
$treated_fee_rule$;
COMMENT ON FUNCTION settlement.treated_fee_rule(uuid[]) IS 'Fee rules that tenants may have used whose VAT isn''t added to the fee but stands within it or is HQ''s.';
REVOKE ALL ON FUNCTION settlement.treated_fee_rule(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.treated_fee_rule(uuid[]) TO mg_batch_owner;
