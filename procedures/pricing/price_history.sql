CREATE OR REPLACE FUNCTION pricing.price_history(p_tenant_id uuid, p_plan_id uuid, p_on date DEFAULT current_date)
RETURNS TABLE (version_id uuid, subject text, selector jsonb, valid_from date, valid_to date, state text, content jsonb,
  recorded_at timestamptz, recorded_by text, acts jsonb)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $price_history$
  SELECT h.* FROM pricing.version_history(p_tenant_id, p_plan_id,
    (SELECT jsonb_agg(to_jsonb(v)) FROM pricing.list_version(p_tenant_id, p_plan_id) AS v), p_on) AS h
$price_history$;
COMMENT ON FUNCTION pricing.price_history(uuid, uuid, date) IS 'Every version, past and future, of the prices of a tenant or of a plan (one of the two is given), with who asked for it, who approved it, when and why.';
ALTER FUNCTION pricing.price_history(uuid, uuid, date) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION pricing.price_history(uuid, uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.price_history(uuid, uuid, date) TO mg_batch, mg_auditor;
