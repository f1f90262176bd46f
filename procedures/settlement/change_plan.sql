CREATE OR REPLACE FUNCTION settlement.change_plan(p_tenant_id uuid, p_plan_key text, p_from date, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $change_plan$
DECLARE
  v_plan_id uuid := CASE WHEN p_plan_key IS NOT NULL THEN pricing.find_plan(p_plan_key) END;
  v_old pricing.tenant_plan;
  v_end date;
BEGIN
  IF p_from IS NULL THEN
    PERFORM settlement.assign_plan(p_tenant_id, p_plan_key, p_actor);
    RETURN;
  END IF;
  SELECT p.* INTO v_old FROM pricing.tenant_plan AS p WHERE p.tenant_id = p_tenant_id AND p.valid_during @> p_from;
  IF v_old.pricing_plan_id IS NOT DISTINCT FROM v_plan_id THEN
    RETURN;
  END IF;
  v_end := upper(v_old.valid_during);
  IF v_old.tenant_plan_id IS NULL THEN
    SELECT min(lower(p.valid_during)) INTO v_end FROM pricing.tenant_plan AS p WHERE p.tenant_id = p_tenant_id AND lower(p.valid_during) > p_from;
  ELSIF lower(v_old.valid_during) = p_from THEN
    DELETE FROM pricing.tenant_plan AS p WHERE p.tenant_id = p_tenant_id AND p.tenant_plan_id = v_old.tenant_plan_id;
  ELSE
    UPDATE pricing.tenant_plan AS p SET valid_during = daterange(lower(v_old.valid_during), p_from)
    WHERE p.tenant_id = p_tenant_id AND p.tenant_plan_id = v_old.tenant_plan_id;
  END IF;
  IF v_plan_id IS NOT NULL THEN
    INSERT INTO pricing.tenant_plan (tenant_id, pricing_plan_id, valid_during, created_by)
    VALUES (p_tenant_id, v_plan_id, daterange(p_from, v_end), p_actor);
  END IF;
END
$change_plan$;
COMMENT ON FUNCTION settlement.change_plan(uuid, text, date, uuid) IS 'Puts a tenant on another plan (null: on none) from a day on, until the assignment that holds this day ends anyway; without a day, from the first open one on.';
REVOKE ALL ON FUNCTION settlement.change_plan(uuid, text, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.change_plan(uuid, text, date, uuid) TO mg_batch_owner;
