CREATE OR REPLACE FUNCTION billing.verify_tax_invoice(p_tenants uuid[] DEFAULT NULL, p_as_of timestamptz DEFAULT now())
RETURNS TABLE (tenant_key text, check_name text, subject text, finding text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '64MB'
AS $verify_tax_invoice$
DECLARE
  v_tenants uuid[] := coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t));
BEGIN
  RETURN QUERY
  SELECT coalesce(n.tenant_key, f.tenant_id::text), f.check_name, f.subject, f.finding
  FROM (
    SELECT * FROM billing.verify_billed(v_tenants, p_as_of)
    UNION ALL SELECT * FROM billing.verify_document(v_tenants)
  ) AS f (tenant_id, check_name, subject, finding)
  LEFT JOIN tenancy.tenant AS n ON n.tenant_id = f.tenant_id
  ORDER BY 1, 2, 3, 4;
END
$verify_tax_invoice$;
COMMENT ON FUNCTION billing.verify_tax_invoice(uuid[], timestamptz) IS 'Compares tax invoices of tenants (null: all) with their statements and with one another. No row: all is well.';
ALTER FUNCTION billing.verify_tax_invoice(uuid[], timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.verify_tax_invoice(uuid[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.verify_tax_invoice(uuid[], timestamptz) TO mg_batch;
