-- Which fee rule a capture bears: picked once for all tenants whose rules are for the same codes and days.
SELECT plan(12);

CREATE FUNCTION pg_temp.record(p_key text, p_rules jsonb, p_change jsonb DEFAULT '{}') RETURNS uuid LANGUAGE sql AS
$$SELECT settlement.record_tenant('KRW', 'Asia/Seoul', jsonb_build_object('key', p_key, 'fee_rules', p_rules) || p_change)$$;
CREATE FUNCTION pg_temp.rule(p_percent text, p_change jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS
$$SELECT jsonb_build_object('component', 'platform', 'kind', 'percent', 'percent', p_percent, 'valid_from', '2024-01-01') || p_change$$;
SELECT pg_temp.record('one', jsonb_build_array(pg_temp.rule('3'), pg_temp.rule('2', '{"method": "card"}')));
SELECT pg_temp.record('same', jsonb_build_array(pg_temp.rule('5', '{"valid_from": "2023-05-01"}'), pg_temp.rule('4', '{"method": "card", "valid_to": "2024-07-01"}')));
SELECT pg_temp.record('other', jsonb_build_array(pg_temp.rule('3'), pg_temp.rule('2', '{"method": "easy"}')));
SELECT pg_temp.record('changing', jsonb_build_array(pg_temp.rule('3', '{"valid_to": "2024-02-10"}'), pg_temp.rule('2', '{"valid_from": "2024-02-10"}')));
SELECT pg_temp.record('tiered', '[{"component": "platform", "kind": "tiered", "tiers": [{"from": 0, "percent": "3"}], "valid_from": "2024-01-01"}]');
SELECT pg_temp.record('free', '[]');
CREATE TEMP TABLE rule AS
  SELECT t.tenant_key, r.*
  FROM (SELECT array_agg(t.tenant_id ORDER BY t.tenant_key) AS tenants FROM tenancy.tenant AS t WHERE t.tenant_key IN ('one', 'same', 'other', 'changing', 'tiered', 'free')) AS x
  CROSS JOIN LATERAL settlement.span_rule(x.tenants, x.tenants, array_fill(''::text, ARRAY[6]), '2024-02-01', '2024-02-29') AS r
  JOIN tenancy.tenant AS t ON t.tenant_id = r.tenant_id;

SELECT results_eq($$SELECT tenant_key, count(*), count(DISTINCT rule_set_id) FROM rule GROUP BY 1 ORDER BY 1$$,
  $$VALUES ('changing', 2::bigint, 1::bigint), ('one', 2, 1), ('other', 2, 1), ('same', 2, 1), ('tiered', 1, 1)$$, 'each tenant has its rules, and one set of them');
SELECT results_eq($$SELECT array_agg(DISTINCT tenant_key ORDER BY tenant_key) FROM rule GROUP BY rule_set_id ORDER BY 1$$,
  $$VALUES ('{changing}'::text[]), ('{one,same}'), ('{other}'), ('{tiered}')$$, 'rules for the same codes are one set, whatever their rates, and whenever outside these days they began or end');
SELECT is((SELECT count(*) FROM rule AS r JOIN rule AS o ON o.rule_set_id = r.rule_set_id AND o.place = r.place
  WHERE (r.method, r.day_from, r.day_to, r.precedence) IS DISTINCT FROM (o.method, o.day_from, o.day_to, o.precedence)), 0::bigint, 'a place in a set is for the same codes in each of its tenants');
SELECT ok((SELECT bool_and(rule_no = first_rule_no + place) FROM rule), 'and rules are numbered in a row');
SELECT is((SELECT count(*) FROM rule WHERE span_id = rule_set_id), 7::bigint, 'a set is named by one of its tenants');
SELECT results_eq($$SELECT tenant_key, is_by_volume, group_no IS NOT NULL FROM rule WHERE place = 0 AND tenant_key IN ('one', 'tiered') ORDER BY 1$$,
  $$VALUES ('one', false, false), ('tiered', true, true)$$, 'only what depends on other captures is summed up');

CREATE FUNCTION pg_temp.picked(p_key text, p_method text) RETURNS TABLE (segment_from date, segment_to date, rate integer) LANGUAGE sql AS $$
  SELECT k.segment_from, k.segment_to, r.rate
  FROM (SELECT array_agg(1::bigint) AS codes, array_agg(r.component) AS components, array_agg(r.precedence) AS precedences,
      array_agg(r.day_from) AS days_from, array_agg(r.day_to) AS days_to, array_agg(r.place) AS places
    FROM (SELECT) AS one LEFT JOIN rule AS r ON r.tenant_key = p_key AND r.method IN ('', p_method)) AS x
  CROSS JOIN LATERAL settlement.picked_rule('2024-02-01', x.codes, x.components, x.precedences, x.days_from, x.days_to, x.places) AS k
  LEFT JOIN rule AS r ON r.tenant_key = p_key AND r.place = k.platform_place
  ORDER BY 1
$$;
SELECT results_eq($$SELECT rate FROM pg_temp.picked('one', 'card')$$, 'VALUES (200000)', 'the more specific rule wins');
SELECT results_eq($$SELECT rate FROM pg_temp.picked('same', 'card')$$, 'VALUES (400000)', 'each tenant''s own');
SELECT results_eq($$SELECT rate FROM pg_temp.picked('other', 'card')$$, 'VALUES (300000)', 'where it is for other codes, the general one');
SELECT results_eq($$SELECT * FROM pg_temp.picked('changing', '')$$, $$VALUES ('2024-02-01'::date, '2024-02-10'::date, 300000), ('2024-02-10', 'infinity', 200000)$$, 'a change cuts the days');
SELECT results_eq($$SELECT * FROM pg_temp.picked('free', 'card')$$, $$VALUES ('2024-02-01'::date, 'infinity'::date, NULL::integer)$$, 'where no rule matches, none is picked');

-- A plan that a tenant left and came back to is one volume.
CREATE TEMP TABLE plan AS WITH made AS (
  INSERT INTO pricing.pricing_plan (plan_key, name_ko, name_en, created_by) SELECT 'twice', '둘', 'twice', created_by FROM tenancy.tenant WHERE tenant_key = 'free'
  RETURNING pricing_plan_id, created_by)
  SELECT * FROM made;
INSERT INTO pricing.plan_fee_rule (pricing_plan_id, component, kind, currency, tier_from, tier_rate, tier_base, returns_on_refund, valid_during, created_by)
  SELECT pricing_plan_id, 'platform', 'tiered', 'KRW', '{0}', '{300000}', '{0}', false, '[2024-01-01,)', created_by FROM plan;
INSERT INTO pricing.tenant_plan (tenant_id, pricing_plan_id, valid_during, created_by)
  SELECT t.tenant_id, p.pricing_plan_id, v.days::daterange, p.created_by FROM plan AS p, tenancy.tenant AS t, (VALUES ('[2024-01-01,2024-02-10)'), ('[2024-02-20,)')) AS v (days) WHERE t.tenant_key = 'free';
SELECT results_eq($$SELECT count(*), count(DISTINCT r.group_no), count(DISTINCT r.fee_rule_id) FROM tenancy.tenant AS t
  CROSS JOIN LATERAL settlement.span_rule(ARRAY[t.tenant_id], ARRAY[t.tenant_id], ARRAY[''], '2024-02-01', '2024-02-29') AS r WHERE t.tenant_key = 'free'$$,
  'VALUES (2::bigint, 1::bigint, 1::bigint)', 'a plan joined twice is summed up once');
SELECT * FROM finish();
