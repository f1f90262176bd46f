CREATE OR REPLACE FUNCTION settlement.change_terms(p_tenant_id uuid, p_schedule_code text, p_currency text, p_change jsonb, p_from date, p_actor uuid)
RETURNS void
LANGUAGE plpgsql
AS $change_terms$
DECLARE
  v_old settlement.terms;
  v_new settlement.terms;
BEGIN
  SELECT t.* INTO v_old FROM settlement.terms AS t WHERE t.tenant_id = p_tenant_id AND t.schedule_code = p_schedule_code
    AND CASE WHEN p_from IS NULL THEN upper_inf(t.valid_during) ELSE t.valid_during @> p_from END;
  -- What the change doesn't name stays as it is.
  IF p_from IS NULL THEN
    PERFORM settlement.record_terms(p_tenant_id, p_schedule_code, p_currency, settlement.terms_json(v_old) || p_change, p_actor);
    RETURN;
  END IF;
  v_new := settlement.read_terms(p_currency, settlement.terms_json(v_old) || p_change);
  IF settlement.terms_json(v_new) = settlement.terms_json(v_old) THEN
    RETURN;
  END IF;
  IF settlement.period_end(v_old.cycle, p_from - 1) <> p_from - 1 THEN
    RAISE EXCEPTION USING ERRCODE = 'MP012', MESSAGE = 'terms change between two periods only',
      DETAIL = format('%s lies inside a %s period', p_from, v_old.cycle), HINT = format('Let them begin on %s, or another first day of a period.',
        settlement.period_end(v_old.cycle, p_from) + 1);
  END IF;
  IF lower(v_old.valid_during) = p_from THEN
    DELETE FROM settlement.terms AS t WHERE t.tenant_id = p_tenant_id AND t.terms_id = v_old.terms_id;
  ELSE
    UPDATE settlement.terms AS t SET valid_during = daterange(lower(v_old.valid_during), p_from)
    WHERE t.tenant_id = p_tenant_id AND t.terms_id = v_old.terms_id;
  END IF;
  v_new.tenant_id := p_tenant_id;
  v_new.schedule_code := p_schedule_code;
  v_new.terms_id := uuidv7();
  v_new.valid_during := daterange(p_from, upper(v_old.valid_during));
  v_new.created_at := now();
  v_new.created_by := p_actor;
  INSERT INTO settlement.terms SELECT v_new.*;
END
$change_terms$;
COMMENT ON FUNCTION settlement.change_terms(uuid, text, text, jsonb, date, uuid) IS 'Changes some terms of a tenant''s schedule, from a day on, until the version that holds this day ends anyway; null: from the first open day on.';
REVOKE ALL ON FUNCTION settlement.change_terms(uuid, text, text, jsonb, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.change_terms(uuid, text, text, jsonb, date, uuid) TO mg_batch_owner;
