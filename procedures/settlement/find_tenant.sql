CREATE OR REPLACE FUNCTION settlement.find_tenant(p_tenant_key text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_tenant$
DECLARE
  v_tenant_id uuid;
BEGIN
  SELECT d.tenant_id INTO v_tenant_id FROM tenancy.tenant_directory AS d WHERE d.tenant_key = p_tenant_key;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MT401', MESSAGE = 'unknown tenant', DETAIL = format('tenant %s', quote_nullable(p_tenant_key)), HINT = 'Import the tenant first.';
  END IF;
  RETURN v_tenant_id;
END
$find_tenant$;
COMMENT ON FUNCTION settlement.find_tenant(text) IS 'The id of a tenant by its key, or an error.';
ALTER FUNCTION settlement.find_tenant(text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.find_tenant(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_tenant(text) TO mg_batch, mg_auditor;
