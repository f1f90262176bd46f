CREATE OR REPLACE FUNCTION settlement.find_chargeback(p_case text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_chargeback$
DECLARE
  v_id uuid;
BEGIN
  SELECT c.chargeback_case_id INTO v_id
  FROM settlement.chargeback_case AS c
  JOIN tenancy.tenant_directory AS d ON d.tenant_id = c.tenant_id
  WHERE d.tenant_key || '/' || c.gateway_ref = p_case OR c.chargeback_case_id::text = lower(p_case);
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS430', MESSAGE = 'unknown chargeback case', DETAIL = format('case %s', quote_nullable(p_case)), HINT = 'mindgarden chargeback list names them.';
  END IF;
  RETURN v_id;
END
$find_chargeback$;
COMMENT ON FUNCTION settlement.find_chargeback(text) IS 'The id of a chargeback case by its id as text or by TENANT/REFERENCE, or an error.';
ALTER FUNCTION settlement.find_chargeback(text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.find_chargeback(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_chargeback(text) TO mg_batch, mg_auditor;
