CREATE OR REPLACE FUNCTION settlement.verify(p_tenants uuid[] DEFAULT NULL)
RETURNS TABLE (tenant_key text, check_name text, subject text, finding text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '256MB'
AS $verify$
DECLARE
  v_tenants uuid[] := coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t));
BEGIN
  -- STABLE: all checks see one snapshot, so that what is recorded meanwhile is no finding. As for settling, the planner
  -- has no estimate of what capture_line returns: a nested loop chosen for a few rows would never end for a million.
  RETURN QUERY
  SELECT coalesce(n.tenant_key, f.tenant_id::text), f.check_name, f.subject, f.finding
  FROM (
    SELECT * FROM settlement.verify_clock(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_event(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_ref(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_line(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_placement(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_statement(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_transfer(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_chargeback(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_gateway(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_snapshot(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_balance(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_signature(v_tenants)
    UNION ALL SELECT * FROM settlement.verify_payout(v_tenants)
  ) AS f (tenant_id, check_name, subject, finding)
  LEFT JOIN tenancy.tenant AS n ON n.tenant_id = f.tenant_id
  ORDER BY 1, 2, 3, 4;
END
$verify$;
COMMENT ON FUNCTION settlement.verify(uuid[]) IS 'Recomputes all that is settled of tenants (null: all) from its sources and compares: clocks, events, references, lines, statements, ledger, disputes, balances, signatures, payouts. No row: all is well.';
ALTER FUNCTION settlement.verify(uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.verify(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify(uuid[]) TO mg_batch;
