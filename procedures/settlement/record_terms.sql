CREATE OR REPLACE FUNCTION settlement.record_terms(p_tenant_id uuid, p_schedule_code text, p_currency text, p_terms jsonb, p_actor uuid) RETURNS boolean
LANGUAGE plpgsql
AS $record_terms$
DECLARE
  v_new settlement.terms := settlement.read_terms(p_currency, p_terms);
  v_old settlement.terms;
  v_from date;
BEGIN
  SELECT t.* INTO v_old FROM settlement.terms AS t
  WHERE t.tenant_id = p_tenant_id AND t.schedule_code = p_schedule_code AND upper_inf(t.valid_during);
  IF FOUND AND (v_old.cycle, v_old.payout_delay_business_days, v_old.holdback_rate, v_old.holdback_release_days, v_old.minimum_payout_minor, v_old.withholding,
      v_old.fee_vat_rounding, v_old.payout_delay_days, v_old.payout_weekdays, v_old.payout_month_days, v_old.payout_day_policy)
    IS NOT DISTINCT FROM (v_new.cycle, v_new.payout_delay_business_days, v_new.holdback_rate, v_new.holdback_release_days, v_new.minimum_payout_minor, v_new.withholding,
      v_new.fee_vat_rounding, v_new.payout_delay_days, v_new.payout_weekdays, v_new.payout_month_days, v_new.payout_day_policy) THEN
    RETURN false;
  END IF;
  IF FOUND THEN
    -- New terms begin after the last closed period; terms that no period has used give way to them.
    SELECT c.closed_through + 1 INTO v_from FROM settlement.tenant_clock AS c
    WHERE c.tenant_id = p_tenant_id AND c.schedule_code = p_schedule_code AND c.closed_through > '-infinity';
    IF v_from IS NULL OR lower(v_old.valid_during) >= v_from THEN
      v_from := lower(v_old.valid_during);
      DELETE FROM settlement.terms AS t WHERE t.tenant_id = p_tenant_id AND t.terms_id = v_old.terms_id;
    ELSE
      UPDATE settlement.terms AS t SET valid_during = daterange(lower(v_old.valid_during), v_from)
      WHERE t.tenant_id = p_tenant_id AND t.terms_id = v_old.terms_id;
    END IF;
  END IF;
  INSERT INTO settlement.terms (tenant_id, schedule_code, cycle, payout_delay_business_days, holdback_rate, holdback_release_days, minimum_payout_minor,
    currency, withholding, fee_vat_rounding, payout_delay_days, payout_weekdays, payout_month_days, payout_day_policy, valid_during, created_by)
  VALUES (p_tenant_id, p_schedule_code, v_new.cycle, v_new.payout_delay_business_days, v_new.holdback_rate, v_new.holdback_release_days,
    v_new.minimum_payout_minor, p_currency, v_new.withholding, v_new.fee_vat_rounding, v_new.payout_delay_days, v_new.payout_weekdays,
    v_new.payout_month_days, v_new.payout_day_policy, daterange(v_from, NULL), p_actor);
  RETURN true;
END
$record_terms$;
COMMENT ON FUNCTION settlement.record_terms(uuid, text, text, jsonb, uuid) IS 'Stores how a tenant''s schedule is settled, as a file gives it; terms that differ from the stored ones apply from the first open day. Returns whether anything changed.';
REVOKE ALL ON FUNCTION settlement.record_terms(uuid, text, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_terms(uuid, text, text, jsonb, uuid) TO mg_batch_owner;
