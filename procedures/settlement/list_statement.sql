CREATE OR REPLACE FUNCTION settlement.list_statement(p_tenant_key text DEFAULT NULL, p_status text[] DEFAULT NULL, p_hold_kind text DEFAULT NULL, p_limit bigint DEFAULT NULL)
RETURNS SETOF settlement.statement_report
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_statement$
  SELECT r.*
  FROM settlement.statement_report AS r
  WHERE (p_tenant_key IS NULL OR r.tenant_id = (SELECT settlement.find_tenant(p_tenant_key)))
    AND CASE WHEN p_status IS NULL THEN r.status <> 'void' ELSE r.status = ANY (p_status) END
    AND (p_hold_kind IS NULL OR r.hold_kind = p_hold_kind)
  ORDER BY r.payout_date, r.tenant_key COLLATE "C", r.period_end, r.schedule_code, r.version
  LIMIT p_limit
$list_statement$;
COMMENT ON FUNCTION settlement.list_statement(text, text[], text, bigint) IS 'Statements in some states (null: all that count), of all tenants or of one, held or excluded ones alone if asked for; by the day they are due.';
ALTER FUNCTION settlement.list_statement(text, text[], text, bigint) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_statement(text, text[], text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_statement(text, text[], text, bigint) TO mg_batch, mg_auditor;
