CREATE OR REPLACE FUNCTION settlement.find_exception(p_gateway_exception_id uuid) RETURNS settlement.gateway_exception
LANGUAGE plpgsql
AS $find_exception$
DECLARE
  v_exception settlement.gateway_exception;
BEGIN
  SELECT x.* INTO v_exception FROM settlement.gateway_exception AS x WHERE x.gateway_exception_id = p_gateway_exception_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS441', MESSAGE = 'unknown exception', DETAIL = format('exception %s', p_gateway_exception_id),
      HINT = 'mindgarden reconcile exceptions list names them.';
  END IF;
  RETURN v_exception;
END
$find_exception$;
COMMENT ON FUNCTION settlement.find_exception(uuid) IS 'An exception of reconciliation by its id, locked, or an error.';
REVOKE ALL ON FUNCTION settlement.find_exception(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_exception(uuid) TO mg_batch_owner;
