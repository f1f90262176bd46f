CREATE OR REPLACE FUNCTION pricing.complete_change(p_tenant_id uuid, p_plan_id uuid, p_change jsonb, p_effective_on date) RETURNS jsonb
LANGUAGE sql STABLE
AS $complete_change$
  SELECT p_change || coalesce((
    SELECT jsonb_build_object('replace', jsonb_agg(CASE WHEN e.rule ? 'kind' THEN e.rule ELSE coalesce((
        SELECT pricing.fee_rule_json(r) FROM pricing.owned_fee_rule(p_tenant_id, p_plan_id) AS r
        WHERE pricing.fee_rule_selector(r.component, r.method, r.category, r.channel)
            = pricing.fee_rule_selector(e.rule ->> 'component', e.rule ->> 'method', e.rule ->> 'category', e.rule ->> 'channel')
          AND r.valid_during @> coalesce((e.rule ->> 'valid_from')::date, p_effective_on)), '{"kind": "percent"}') || e.rule END ORDER BY e.place))
    FROM jsonb_array_elements(p_change -> 'replace') WITH ORDINALITY AS e (rule, place)
    HAVING count(*) > 0), '{}')
$complete_change$;
COMMENT ON FUNCTION pricing.complete_change(uuid, uuid, jsonb, date) IS 'A change whose rules to replace are whole: one without a kind takes what it doesn''t say from the rule in force on its day; where none is, it is a percentage.';
REVOKE ALL ON FUNCTION pricing.complete_change(uuid, uuid, jsonb, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.complete_change(uuid, uuid, jsonb, date) TO mg_batch_owner;
