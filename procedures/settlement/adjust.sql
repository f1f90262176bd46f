CREATE OR REPLACE FUNCTION settlement.adjust(p_tenant_key text, p_adjusted_on date, p_amount text, p_reason text, p_request_key text, p_actor uuid DEFAULT NULL,
  p_schedule_code text DEFAULT '')
RETURNS TABLE (adjustment_id uuid, effective_on date, amount_minor bigint, currency text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $adjust$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.request_adjustment');
  v_tenant_id uuid := settlement.find_tenant(p_tenant_key);
  v_id uuid;
BEGIN
  SELECT settlement.record_adjustment(v_tenant_id, p_adjusted_on, core.minor_units(p_amount, t.currency), p_reason, p_request_key, v_actor, p_schedule_code)
  INTO v_id FROM tenancy.tenant AS t WHERE t.tenant_id = v_tenant_id;
  RETURN QUERY SELECT a.adjustment_id, a.effective_on, a.amount_minor, a.currency FROM settlement.adjustment AS a
  WHERE a.tenant_id = v_tenant_id AND a.adjustment_id = v_id;
END
$adjust$;
COMMENT ON FUNCTION settlement.adjust(text, date, text, text, text, uuid, text) IS 'Records an adjustment as people give it: tenant by key, amount in major units, for one of its schedules.';
ALTER FUNCTION settlement.adjust(text, date, text, text, text, uuid, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.adjust(text, date, text, text, text, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.adjust(text, date, text, text, text, uuid, text) TO mg_batch;
