CREATE OR REPLACE FUNCTION pricing.fee_rule_selector(p_component text, p_method text, p_category text, p_channel text) RETURNS jsonb
LANGUAGE sql IMMUTABLE
AS $fee_rule_selector$
  SELECT jsonb_strip_nulls(jsonb_build_object('component', p_component, 'method', nullif(p_method, ''),
    'category', nullif(p_category, ''), 'channel', nullif(p_channel, '')))
$fee_rule_selector$;
COMMENT ON FUNCTION pricing.fee_rule_selector(text, text, text, text) IS 'What a fee rule is for, in the shape of the tenants'' file; what it doesn''t name matches anything.';
REVOKE ALL ON FUNCTION pricing.fee_rule_selector(text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.fee_rule_selector(text, text, text, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
