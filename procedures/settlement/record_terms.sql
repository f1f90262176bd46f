CREATE OR REPLACE FUNCTION settlement.record_terms(p_tenant_id uuid, p_currency text, p_tenant jsonb, p_actor uuid) RETURNS boolean
LANGUAGE plpgsql
AS $record_terms$
DECLARE
  v_new settlement.terms;
  v_old settlement.terms;
  v_from date;
BEGIN
  v_new.cycle := coalesce(p_tenant ->> 'cycle', 'monthly');
  v_new.payout_delay_business_days := coalesce((p_tenant ->> 'payout_delay_business_days')::integer, 5);
  v_new.minimum_payout_minor := coalesce((p_tenant ->> 'minimum_payout')::bigint, 0);
  v_new.withholding := p_tenant ->> 'withholding';
  v_new.fee_vat_rounding := coalesce(p_tenant ->> 'fee_vat_rounding', 'half_up');
  IF jsonb_typeof(p_tenant -> 'holdback') = 'object' THEN
    v_new.holdback_rate := pricing.read_rate(p_tenant #>> '{holdback,percent}', 'percent of the holdback');
    v_new.holdback_release_days := (p_tenant #>> '{holdback,release_days}')::integer;
  END IF;
  IF v_new.withholding = 'freelancer_3_3' AND p_currency <> 'KRW' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS002', MESSAGE = 'withholding is for tenants paid in KRW only',
      DETAIL = format('currency %s', p_currency), HINT = 'Leave withholding out, or settle the tenant in KRW.';
  END IF;

  SELECT t.* INTO v_old FROM settlement.terms AS t WHERE t.tenant_id = p_tenant_id AND upper_inf(t.valid_during);
  IF FOUND AND (v_old.cycle, v_old.payout_delay_business_days, v_old.holdback_rate, v_old.holdback_release_days, v_old.minimum_payout_minor, v_old.withholding, v_old.fee_vat_rounding)
    IS NOT DISTINCT FROM (v_new.cycle, v_new.payout_delay_business_days, v_new.holdback_rate, v_new.holdback_release_days, v_new.minimum_payout_minor, v_new.withholding, v_new.fee_vat_rounding) THEN
    RETURN false;
  END IF;
  IF FOUND THEN
    -- New terms begin after the last closed period; terms that no period has used give way to them.
    SELECT c.closed_through + 1 INTO v_from FROM settlement.tenant_clock AS c WHERE c.tenant_id = p_tenant_id AND c.closed_through > '-infinity';
    IF v_from IS NULL OR lower(v_old.valid_during) >= v_from THEN
      v_from := lower(v_old.valid_during);
      DELETE FROM settlement.terms AS t WHERE t.tenant_id = p_tenant_id AND t.terms_id = v_old.terms_id;
    ELSE
      UPDATE settlement.terms AS t SET valid_during = daterange(lower(v_old.valid_during), v_from)
      WHERE t.tenant_id = p_tenant_id AND t.terms_id = v_old.terms_id;
    END IF;
  END IF;
  INSERT INTO settlement.terms (tenant_id, cycle, payout_delay_business_days, holdback_rate, holdback_release_days, minimum_payout_minor,
    currency, withholding, fee_vat_rounding, valid_during, created_by)
  VALUES (p_tenant_id, v_new.cycle, v_new.payout_delay_business_days, v_new.holdback_rate, v_new.holdback_release_days, v_new.minimum_payout_minor,
    p_currency, v_new.withholding, v_new.fee_vat_rounding, daterange(v_from, NULL), p_actor);
  RETURN true;
END
$record_terms$;
COMMENT ON FUNCTION settlement.record_terms(uuid, text, jsonb, uuid) IS 'Stores how a tenant is settled, as a file gives it; terms that differ from the stored ones apply from the first open day. Returns whether anything changed.';
REVOKE ALL ON FUNCTION settlement.record_terms(uuid, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_terms(uuid, text, jsonb, uuid) TO mg_batch_owner;
