CREATE OR REPLACE FUNCTION settlement.record_schedule(p_tenant_id uuid, p_currency text, p_schedules jsonb, p_actor uuid) RETURNS boolean
LANGUAGE plpgsql
AS $record_schedule$
DECLARE
  v_schedule jsonb;
  v_twice text;
  v_is_new boolean := false;
BEGIN
  FOR v_schedule IN SELECT e.schedule FROM jsonb_array_elements(p_schedules) AS e (schedule) ORDER BY e.schedule ->> 'code' LOOP
    INSERT INTO settlement.schedule AS s (tenant_id, schedule_code, methods, created_by)
    VALUES (p_tenant_id, v_schedule ->> 'code', ARRAY(SELECT m.method FROM jsonb_array_elements_text(v_schedule -> 'methods') AS m (method) ORDER BY m.method), p_actor)
    ON CONFLICT (tenant_id, schedule_code) DO UPDATE SET methods = excluded.methods WHERE s.methods <> excluded.methods;
    v_is_new := v_is_new OR FOUND;
    INSERT INTO settlement.tenant_clock (tenant_id, schedule_code, opens_on)
    SELECT p_tenant_id, v_schedule ->> 'code', c.opens_on FROM settlement.tenant_clock AS c WHERE c.tenant_id = p_tenant_id AND c.schedule_code = ''
    ON CONFLICT (tenant_id, schedule_code) DO NOTHING;
    v_is_new := settlement.record_terms(p_tenant_id, v_schedule ->> 'code', p_currency, v_schedule, p_actor) OR v_is_new;
  END LOOP;

  SELECT m.method INTO v_twice FROM settlement.schedule AS s CROSS JOIN LATERAL unnest(s.methods) AS m (method)
  WHERE s.tenant_id = p_tenant_id GROUP BY m.method HAVING count(*) > 1 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS051', MESSAGE = 'a method belongs to one schedule', DETAIL = format('method %s', quote_literal(v_twice)),
      HINT = 'Give every method in one schedule only; methods in none belong to the main one.';
  END IF;
  RETURN v_is_new;
END
$record_schedule$;
COMMENT ON FUNCTION settlement.record_schedule(uuid, text, jsonb, uuid) IS 'Stores the schedules of a tenant beside its main one, as a file gives them: methods and terms. Payments keep the schedule that they were recorded with. Returns whether anything changed.';
REVOKE ALL ON FUNCTION settlement.record_schedule(uuid, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_schedule(uuid, text, jsonb, uuid) TO mg_batch_owner;
