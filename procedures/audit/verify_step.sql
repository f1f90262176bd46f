CREATE OR REPLACE FUNCTION audit.verify_step(p_tenants uuid[], p_parameters jsonb)
RETURNS TABLE (event_count bigint, statement_count bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $verify_step$
DECLARE
  v_first record;
BEGIN
  SELECT f.tenant_key, f.check_name, f.subject, f.finding, count(*) OVER () AS findings INTO v_first
  FROM (SELECT * FROM settlement.verify(p_tenants) UNION ALL SELECT * FROM billing.verify_tax_invoice(p_tenants)
    UNION ALL SELECT * FROM audit.verify_chain(p_tenants)
    UNION ALL SELECT * FROM audit.verify_signature(p_tenants)) AS f
  ORDER BY f.tenant_key, f.check_name, f.subject
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MA901', MESSAGE = 'verification found something',
      DETAIL = format('%s: %s: %s: %s (%s findings)', v_first.tenant_key, v_first.check_name, v_first.subject, v_first.finding, v_first.findings),
      HINT = 'mindgarden verify names every finding; pay nothing of this tenant before it is cleared.';
  END IF;
  RETURN QUERY
  SELECT coalesce(sum(s.capture_count + s.refund_count + s.chargeback_count), 0)::bigint, count(*)
  FROM settlement.statement AS s
  WHERE s.tenant_id = ANY (p_tenants) AND s.status <> 'void';
END
$verify_step$;
COMMENT ON FUNCTION audit.verify_step(uuid[], jsonb) IS 'A step of the nightly integrity check: fails with the first finding, so that the run names the tenant. Counts verified lines and statements.';
ALTER FUNCTION audit.verify_step(uuid[], jsonb) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.verify_step(uuid[], jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.verify_step(uuid[], jsonb) TO mg_batch;
