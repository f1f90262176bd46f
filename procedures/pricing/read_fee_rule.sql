CREATE OR REPLACE FUNCTION pricing.read_fee_rule(p_rule jsonb, p_currency text) RETURNS pricing.tenant_fee_rule
LANGUAGE plpgsql STABLE
AS $read_fee_rule$
DECLARE
  v_rule pricing.tenant_fee_rule;
  v_fault text;
BEGIN
  v_rule.component := p_rule ->> 'component';
  v_rule.method := coalesce(p_rule ->> 'method', '');
  v_rule.category := coalesce(p_rule ->> 'category', '');
  v_rule.channel := coalesce(p_rule ->> 'channel', '');
  v_rule.kind := p_rule ->> 'kind';
  v_rule.currency := p_currency;
  v_rule.fixed_minor := coalesce((p_rule ->> 'fixed')::bigint, 0);
  v_rule.minimum_minor := (p_rule ->> 'minimum')::bigint;
  v_rule.maximum_minor := (p_rule ->> 'maximum')::bigint;
  v_rule.month_maximum_minor := (p_rule ->> 'month_maximum')::bigint;
  v_rule.vat_treatment := coalesce(p_rule ->> 'vat', 'added');
  v_rule.returns_on_refund := coalesce((p_rule ->> 'returns_on_refund')::boolean, v_rule.component = 'platform');

  v_fault := CASE
    WHEN v_rule.component IS NULL OR v_rule.component NOT IN ('platform', 'pg') THEN 'component is platform or pg'
    WHEN v_rule.kind IS NULL OR v_rule.kind NOT IN ('percent', 'tiered', 'tiered_by_previous_month') THEN 'kind is percent, tiered or tiered_by_previous_month'
    WHEN v_rule.fixed_minor < 0 OR v_rule.minimum_minor < 0 OR v_rule.maximum_minor < 0
      OR v_rule.month_maximum_minor < 0 THEN 'fixed, minimum, maximum and month_maximum are not negative'
    WHEN v_rule.minimum_minor > v_rule.maximum_minor THEN 'minimum is above maximum'
    WHEN v_rule.kind = 'percent' AND jsonb_typeof(p_rule -> 'tiers') <> 'null' THEN 'a percent rule has no tiers'
    WHEN v_rule.kind <> 'percent' AND jsonb_typeof(p_rule -> 'percent') <> 'null' THEN 'a tiered rule has its percents in its tiers'
    WHEN v_rule.kind <> 'percent' AND (v_rule.fixed_minor <> 0 OR v_rule.minimum_minor IS NOT NULL OR v_rule.maximum_minor IS NOT NULL
      OR v_rule.month_maximum_minor IS NOT NULL) THEN 'fixed, minimum, maximum and month_maximum belong to percent rules only'
    WHEN v_rule.vat_treatment NOT IN ('added', 'included', 'borne') THEN 'vat is added, included or borne'
    WHEN p_rule ->> 'valid_from' IS NULL THEN 'valid_from is missing'
    WHEN NOT pg_input_is_valid(p_rule ->> 'valid_from', 'date') OR NOT coalesce(pg_input_is_valid(p_rule ->> 'valid_to', 'date'), true) THEN 'valid_from and valid_to are dates'
    WHEN (p_rule ->> 'valid_to')::date <= (p_rule ->> 'valid_from')::date THEN 'valid_to is not after valid_from'
  END;
  IF v_fault IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MP002', MESSAGE = 'contradictory fee rule', DETAIL = format('%s: %s', v_fault, left(p_rule::text, 300)),
      HINT = 'Mend the rule: percent takes percent, fixed, minimum, maximum, month_maximum; the tiered kinds take tiers alone.';
  END IF;

  v_rule.valid_during := daterange((p_rule ->> 'valid_from')::date, (p_rule ->> 'valid_to')::date);
  IF v_rule.kind = 'percent' THEN
    v_rule.rate := pricing.read_rate(p_rule ->> 'percent', 'percent of a fee rule');
  ELSE
    SELECT t.tier_from, t.tier_rate, t.tier_base INTO v_rule.tier_from, v_rule.tier_rate, v_rule.tier_base
    FROM pricing.read_tier(p_rule -> 'tiers') AS t;
  END IF;
  RETURN v_rule;
END
$read_fee_rule$;
COMMENT ON FUNCTION pricing.read_fee_rule(jsonb, text) IS 'A fee rule as files give it (amounts in minor units, percents as text), checked and typed; owner and id are left empty.';
REVOKE ALL ON FUNCTION pricing.read_fee_rule(jsonb, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.read_fee_rule(jsonb, text) TO mg_batch_owner;
