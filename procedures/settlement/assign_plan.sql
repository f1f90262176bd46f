CREATE OR REPLACE FUNCTION settlement.assign_plan(p_tenant_id uuid, p_plan_key text, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $assign_plan$
DECLARE
  v_plan_id uuid;
  v_old pricing.tenant_plan;
  v_from date;
BEGIN
  IF p_plan_key IS NOT NULL THEN
    SELECT p.pricing_plan_id INTO v_plan_id FROM pricing.pricing_plan AS p WHERE p.plan_key = p_plan_key;
    IF NOT FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'MP401', MESSAGE = 'unknown plan', DETAIL = format('plan %s', quote_literal(p_plan_key)), HINT = 'Give the plan in "plans", or use a stored one.';
    END IF;
  END IF;
  SELECT p.* INTO v_old FROM pricing.tenant_plan AS p WHERE p.tenant_id = p_tenant_id AND upper_inf(p.valid_during);
  IF v_old.pricing_plan_id IS NOT DISTINCT FROM v_plan_id THEN
    RETURN;
  END IF;
  IF v_old.tenant_plan_id IS NOT NULL OR EXISTS (SELECT FROM pricing.tenant_plan AS p WHERE p.tenant_id = p_tenant_id) THEN
    SELECT max(c.closed_through) + 1 INTO v_from FROM settlement.tenant_clock AS c WHERE c.tenant_id = p_tenant_id AND c.closed_through > '-infinity';
    IF v_from IS NULL OR lower(v_old.valid_during) >= v_from THEN
      v_from := lower(v_old.valid_during);
      DELETE FROM pricing.tenant_plan AS p WHERE p.tenant_id = p_tenant_id AND p.tenant_plan_id = v_old.tenant_plan_id;
    ELSIF v_old.tenant_plan_id IS NOT NULL THEN
      UPDATE pricing.tenant_plan AS p SET valid_during = daterange(lower(v_old.valid_during), v_from)
      WHERE p.tenant_id = p_tenant_id AND p.tenant_plan_id = v_old.tenant_plan_id;
    END IF;
  END IF;
  IF v_plan_id IS NOT NULL THEN
    INSERT INTO pricing.tenant_plan (tenant_id, pricing_plan_id, valid_during, created_by)
    VALUES (p_tenant_id, v_plan_id, daterange(v_from, NULL), p_actor);
  END IF;
END
$assign_plan$;
COMMENT ON FUNCTION settlement.assign_plan(uuid, text, uuid) IS 'Puts a tenant on a plan (null: on none); a change applies from the first open day.';
REVOKE ALL ON FUNCTION settlement.assign_plan(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.assign_plan(uuid, text, uuid) TO mg_batch_owner;
