CREATE OR REPLACE FUNCTION settlement.change_schedule(p_tenant_id uuid, p_currency text, p_schedule jsonb, p_from date, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $change_schedule$
DECLARE
  v_code text := p_schedule ->> 'code';
  v_stored settlement.schedule;
  v_open settlement.terms;
BEGIN
  SELECT s.* INTO v_stored FROM settlement.schedule AS s WHERE s.tenant_id = p_tenant_id AND s.schedule_code = v_code;
  IF NOT FOUND THEN
    PERFORM settlement.record_schedule(p_tenant_id, p_currency, jsonb_build_array(p_schedule), p_actor);
    RETURN;
  END IF;
  SELECT t.* INTO v_open FROM settlement.terms AS t WHERE t.tenant_id = p_tenant_id AND t.schedule_code = v_code AND upper_inf(t.valid_during);
  -- Methods count for what is recorded from now on; terms have their day.
  PERFORM settlement.record_schedule(p_tenant_id, p_currency, jsonb_build_array(settlement.terms_json(v_open)
    || jsonb_build_object('code', v_code, 'methods', coalesce(p_schedule -> 'methods', to_jsonb(v_stored.methods)))), p_actor);
  PERFORM settlement.change_terms(p_tenant_id, v_code, p_currency, p_schedule - ARRAY['code', 'methods'], p_from, p_actor);
END
$change_schedule$;
COMMENT ON FUNCTION settlement.change_schedule(uuid, text, jsonb, date, uuid) IS 'Changes methods or some terms of a tenant''s schedule beside its main one, or begins a new one.';
REVOKE ALL ON FUNCTION settlement.change_schedule(uuid, text, jsonb, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.change_schedule(uuid, text, jsonb, date, uuid) TO mg_batch_owner;
