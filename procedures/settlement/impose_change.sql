CREATE OR REPLACE FUNCTION settlement.impose_change(p_tenants uuid[], p_schedules text[], p_starts date[], p_plan_id uuid, p_change jsonb, p_effective_on date,
  p_from date, p_through date, p_actor uuid)
RETURNS void
LANGUAGE plpgsql
AS $impose_change$
DECLARE
  v_terms jsonb := p_change - ARRAY['fee_rules', 'replace', 'plan', 'promotions'];
  v_day date := CASE WHEN p_effective_on <= p_through THEN p_effective_on ELSE p_from END;
  v_tenants uuid[] := ARRAY(SELECT DISTINCT t.tenant_id FROM unnest(p_tenants) AS t (tenant_id));
  r_money record;
BEGIN
  FOR r_money IN
    SELECT t.currency, array_agg(t.tenant_id) AS tenants FROM tenancy.tenant AS t
    WHERE p_plan_id IS NULL AND t.tenant_id = ANY (v_tenants) GROUP BY t.currency
    UNION ALL
    SELECT settlement.contract_currency(NULL, p_plan_id), NULL WHERE p_plan_id IS NOT NULL
  LOOP
    PERFORM pricing.impose_fee_rule(r_money.tenants, p_plan_id, r.rule, r.stated, r.place, p_actor)
    FROM pricing.rehearsed_rule(p_change, r_money.currency, p_effective_on, p_from, p_through) AS r;
  END LOOP;
  PERFORM settlement.impose_promotion(v_tenants, e.item, v_day, p_through, e.place::integer, p_actor)
  FROM jsonb_array_elements(p_change -> 'promotions') WITH ORDINALITY AS e (item, place);
  IF p_change ? 'plan' THEN
    PERFORM settlement.change_plan(t.tenant_id, p_change ->> 'plan', v_day, p_actor) FROM unnest(v_tenants) AS t (tenant_id);
  END IF;
  IF v_terms <> '{}' THEN
    -- Terms of the main schedule: every version that a rehearsed period asks for, each from its first period that begins by then.
    PERFORM settlement.change_terms(v.tenant_id, '', v.currency, v_terms, v.day, p_actor)
    FROM (
      SELECT m.tenant_id, m.currency, greatest(lower(m.valid_during), min(t.first_day)) AS day
      FROM unnest(p_tenants, p_schedules, p_starts) AS t (tenant_id, schedule_code, first_day)
      JOIN settlement.terms AS m ON m.tenant_id = t.tenant_id AND m.schedule_code = '' AND m.valid_during && daterange(t.first_day, p_through, '[]')
      WHERE t.schedule_code = '' AND (p_effective_on IS NULL OR p_effective_on > p_through OR t.first_day >= p_effective_on)
      GROUP BY m.tenant_id, m.terms_id
      ORDER BY m.tenant_id, day
    ) AS v;
  END IF;
END
$impose_change$;
COMMENT ON FUNCTION settlement.impose_change(uuid[], text[], date[], uuid, jsonb, date, date, date, uuid) IS 'Puts a change into force over past days, whatever was settled in them. For rehearsals, which are taken back.';
REVOKE ALL ON FUNCTION settlement.impose_change(uuid[], text[], date[], uuid, jsonb, date, date, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.impose_change(uuid[], text[], date[], uuid, jsonb, date, date, date, uuid) TO mg_batch_owner;
