CREATE OR REPLACE FUNCTION settlement.try_contract_change(p_tenant_id uuid, p_plan_id uuid, p_currency text, p_change jsonb, p_effective_on date, p_actor uuid)
RETURNS jsonb
LANGUAGE plpgsql
AS $try_contract_change$
DECLARE
  v_before jsonb := settlement.contract_version_json(p_tenant_id, p_plan_id);
  v_after jsonb;
BEGIN
  -- A variable outlives the subtransaction that made it; rows don't.
  BEGIN
    PERFORM settlement.change_contract(p_tenant_id, p_plan_id, p_currency, p_change, p_effective_on, p_actor);
    v_after := settlement.contract_version_json(p_tenant_id, p_plan_id);
    RAISE EXCEPTION USING ERRCODE = 'MP910', MESSAGE = 'what was tried is taken back';
  EXCEPTION WHEN SQLSTATE 'MP910' THEN
    NULL;
  END;
  RETURN settlement.difference_json(v_before, v_after);
END
$try_contract_change$;
COMMENT ON FUNCTION settlement.try_contract_change(uuid, uuid, text, jsonb, date, uuid) IS 'What a change would change, by selector and day: it is applied for a moment and taken back, so that whatever refuses it later refuses it now.';
REVOKE ALL ON FUNCTION settlement.try_contract_change(uuid, uuid, text, jsonb, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.try_contract_change(uuid, uuid, text, jsonb, date, uuid) TO mg_batch_owner;
