CREATE OR REPLACE FUNCTION pricing.impose_fee_rule(p_tenants uuid[], p_plan_id uuid, p_rule pricing.tenant_fee_rule, p_stated daterange, p_place integer, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $impose_fee_rule$
DECLARE
  v_rules record;
BEGIN
  WITH stored AS MATERIALIZED (
    SELECT coalesce(a.tenant_id, p_plan_id) AS owner_id, a.rule, a.days, pricing.is_same_fee(a.rule, p_rule) AS is_same, a.days @> lower(p_rule.valid_during) AS is_in_force
    FROM (
      SELECT r AS rule, r.tenant_id, r.valid_during AS days, r.component, r.method, r.category, r.channel
      FROM pricing.tenant_fee_rule AS r WHERE p_plan_id IS NULL AND r.tenant_id = ANY (p_tenants)
      UNION ALL
      SELECT r, r.tenant_id, r.valid_during, r.component, r.method, r.category, r.channel FROM pricing.owned_fee_rule(NULL, p_plan_id) AS r
    ) AS a
    WHERE (a.component, a.method, a.category, a.channel) = (p_rule.component, p_rule.method, p_rule.category, p_rule.channel)
  ), owner AS (
    SELECT t.owner_id FROM unnest(CASE WHEN p_plan_id IS NULL THEN p_tenants ELSE ARRAY[p_plan_id] END) AS t (owner_id)
  ), target AS (
    -- The same rule that ends earlier ends there, and nothing takes its place. One without an end ends as what it replaces, or as the next version begins.
    SELECT x.owner_id, NOT x.is_shorter AS is_added,
      CASE WHEN x.is_shorter THEN daterange(upper(p_rule.valid_during), x.end_in_force)
        ELSE daterange(lower(p_rule.valid_during), coalesce(upper(p_rule.valid_during), CASE WHEN x.is_replacing THEN x.end_in_force ELSE x.next_day END)) END AS days
    FROM (
      SELECT o.owner_id, coalesce(bool_or(s.is_in_force), false) AS is_replacing, (array_agg(upper(s.days)) FILTER (WHERE s.is_in_force))[1] AS end_in_force,
        min(lower(s.days)) FILTER (WHERE lower(s.days) > lower(p_rule.valid_during)) AS next_day,
        coalesce(bool_or(s.is_same AND lower(s.days) = lower(p_rule.valid_during) AND upper(p_rule.valid_during) < coalesce(upper(s.days), 'infinity')), false) AS is_shorter
      FROM owner AS o
      LEFT JOIN stored AS s ON s.owner_id = o.owner_id
      GROUP BY o.owner_id
    ) AS x
  ), changed AS (
    SELECT t.* FROM target AS t
    WHERE NOT t.is_added OR NOT EXISTS (SELECT FROM stored AS s WHERE s.owner_id = t.owner_id AND s.is_same AND (s.days @> t.days OR s.days = p_stated))
  ), piece AS (
    SELECT s.rule, k.days, coalesce(k.part, 1) AS part, row_number() OVER (PARTITION BY s.owner_id) AS place
    FROM stored AS s
    JOIN changed AS c ON c.owner_id = s.owner_id AND c.days && s.days
    LEFT JOIN LATERAL unnest(datemultirange(s.days) - datemultirange(c.days)) WITH ORDINALITY AS k (days, part) ON true
  )
  SELECT
    -- One that is wholly covered goes where no capture is, not away: refunds of its captures still ask whether it gives the fee back.
    (SELECT array_agg(jsonb_populate_record(p.rule, jsonb_build_object('valid_during',
      coalesce(p.days, daterange(date '0001-01-01' + (1000 * p_place + p.place)::integer, date '0001-01-02' + (1000 * p_place + p.place)::integer)))))
      FROM piece AS p WHERE p.part = 1) AS kept,
    (SELECT array_agg(a.rule) FROM (
      SELECT jsonb_populate_record(p.rule, jsonb_build_object('tenant_fee_rule_id', uuidv7(), 'valid_during', p.days)) AS rule FROM piece AS p WHERE p.part = 2
      UNION ALL
      SELECT jsonb_populate_record(p_rule, jsonb_build_object('tenant_id', CASE WHEN p_plan_id IS NULL THEN c.owner_id END, 'tenant_fee_rule_id', uuidv7(),
        'valid_during', c.days, 'created_at', now(), 'created_by', p_actor)) FROM changed AS c WHERE c.is_added) AS a) AS added
  INTO v_rules;

  UPDATE pricing.tenant_fee_rule AS r SET valid_during = k.valid_during FROM unnest(v_rules.kept) AS k
  WHERE p_plan_id IS NULL AND r.tenant_id = k.tenant_id AND r.tenant_fee_rule_id = k.tenant_fee_rule_id;
  UPDATE pricing.plan_fee_rule AS r SET valid_during = k.valid_during FROM unnest(v_rules.kept) AS k
  WHERE r.pricing_plan_id = p_plan_id AND r.plan_fee_rule_id = k.tenant_fee_rule_id;
  INSERT INTO pricing.tenant_fee_rule SELECT a.* FROM unnest(v_rules.added) AS a WHERE p_plan_id IS NULL;
  PERFORM pricing.add_fee_rule(NULL, p_plan_id, a, p_actor) FROM unnest(v_rules.added) AS a WHERE p_plan_id IS NOT NULL;
END
$impose_fee_rule$;
COMMENT ON FUNCTION pricing.impose_fee_rule(uuid[], uuid, pricing.tenant_fee_rule, daterange, integer, uuid) IS 'Puts a rule into the contracts of tenants or of a plan for its days, whatever was settled under others: what stands there keeps the days around them. Who has it already, on the days that the change states, keeps what they have. For rehearsals, which are taken back.';
REVOKE ALL ON FUNCTION pricing.impose_fee_rule(uuid[], uuid, pricing.tenant_fee_rule, daterange, integer, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.impose_fee_rule(uuid[], uuid, pricing.tenant_fee_rule, daterange, integer, uuid) TO mg_batch_owner;
