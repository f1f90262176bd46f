CREATE OR REPLACE FUNCTION pricing.fee_rule_text(p_rule pricing.tenant_fee_rule) RETURNS text
LANGUAGE sql STABLE
AS $fee_rule_text$
  SELECT format('%s fee, %s, method %s, category %s, channel %s, from %s to %s', p_rule.component, p_rule.kind,
    coalesce(nullif(p_rule.method, ''), 'any'), coalesce(nullif(p_rule.category, ''), 'any'), coalesce(nullif(p_rule.channel, ''), 'any'),
    coalesce(lower(p_rule.valid_during)::text, 'ever'), coalesce(upper(p_rule.valid_during)::text, 'open'))
$fee_rule_text$;
COMMENT ON FUNCTION pricing.fee_rule_text(pricing.tenant_fee_rule) IS 'A fee rule in one line, for messages.';
REVOKE ALL ON FUNCTION pricing.fee_rule_text(pricing.tenant_fee_rule) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.fee_rule_text(pricing.tenant_fee_rule) TO mg_batch_owner;
