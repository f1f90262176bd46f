CREATE OR REPLACE FUNCTION settlement.lock_chargeback(p_case_id uuid) RETURNS settlement.chargeback_case
LANGUAGE plpgsql
AS $lock_chargeback$
DECLARE
  v_case settlement.chargeback_case;
BEGIN
  SELECT c.* INTO v_case FROM settlement.chargeback_case AS c WHERE c.chargeback_case_id = p_case_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS430', MESSAGE = 'unknown chargeback case', DETAIL = format('case %s', p_case_id), HINT = 'mindgarden chargeback list names them.';
  END IF;
  PERFORM settlement.record_lock(ARRAY[v_case.tenant_id]);
  PERFORM FROM commerce.payment_ref AS p WHERE p.tenant_id = v_case.tenant_id AND p.ref = v_case.capture_ref FOR UPDATE;
  SELECT c.* INTO v_case FROM settlement.chargeback_case AS c WHERE c.tenant_id = v_case.tenant_id AND c.chargeback_case_id = p_case_id FOR UPDATE;
  RETURN v_case;
END
$lock_chargeback$;
COMMENT ON FUNCTION settlement.lock_chargeback(uuid) IS 'A chargeback case, locked with its capture as recording locks them: the tenant''s clock, the reference of the capture, the case. An error if there is none.';
REVOKE ALL ON FUNCTION settlement.lock_chargeback(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.lock_chargeback(uuid) TO mg_batch_owner;
