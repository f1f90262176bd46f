CREATE OR REPLACE FUNCTION settlement.read_terms(p_currency text, p_terms jsonb) RETURNS settlement.terms
LANGUAGE plpgsql STABLE
AS $read_terms$
DECLARE
  v_terms settlement.terms;
  v_payout jsonb := CASE WHEN jsonb_typeof(p_terms -> 'payout') = 'object' THEN p_terms -> 'payout' END;
BEGIN
  v_terms.currency := p_currency;
  v_terms.cycle := coalesce(p_terms ->> 'cycle', 'monthly');
  v_terms.payout_delay_business_days := coalesce((p_terms ->> 'payout_delay_business_days')::integer, 5);
  v_terms.minimum_payout_minor := coalesce((p_terms ->> 'minimum_payout')::bigint, 0);
  v_terms.withholding := p_terms ->> 'withholding';
  v_terms.fee_vat_rounding := coalesce(p_terms ->> 'fee_vat_rounding', 'half_up');
  IF jsonb_typeof(p_terms -> 'holdback') = 'object' THEN
    v_terms.holdback_rate := pricing.read_rate(p_terms #>> '{holdback,percent}', 'percent of the holdback');
    v_terms.holdback_release_days := (p_terms #>> '{holdback,release_days}')::integer;
  END IF;
  v_terms.payout_day_policy := coalesce(v_payout ->> 'policy', 'business_days');
  IF v_payout IS NOT NULL THEN
    IF v_terms.payout_day_policy NOT IN ('before', 'after', 'calendar') OR (v_payout ? 'weekdays' AND v_payout ? 'month_days') THEN
      RAISE EXCEPTION USING ERRCODE = 'MS050', MESSAGE = 'contradictory payout days', DETAIL = left(v_payout::text, 300),
        HINT = 'Give delay_days, a policy (before, after or calendar), and weekdays or month_days, not both.';
    END IF;
    v_terms.payout_delay_days := coalesce((v_payout ->> 'delay_days')::integer, 0);
    v_terms.payout_weekdays := (SELECT array_agg(d.day::smallint ORDER BY d.day::smallint) FROM jsonb_array_elements_text(v_payout -> 'weekdays') AS d (day));
    v_terms.payout_month_days := (SELECT array_agg(d.day::smallint ORDER BY d.day::smallint) FROM jsonb_array_elements_text(v_payout -> 'month_days') AS d (day));
  END IF;
  IF v_terms.withholding = 'freelancer_3_3' AND p_currency <> 'KRW' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS002', MESSAGE = 'withholding is for tenants paid in KRW only',
      DETAIL = format('currency %s', p_currency), HINT = 'Leave withholding out, or settle the tenant in KRW.';
  END IF;
  RETURN v_terms;
END
$read_terms$;
COMMENT ON FUNCTION settlement.read_terms(text, jsonb) IS 'Terms as files give them, typed, with defaults; tenant, schedule and validity are left empty.';
REVOKE ALL ON FUNCTION settlement.read_terms(text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.read_terms(text, jsonb) TO mg_batch_owner;
