CREATE OR REPLACE FUNCTION ops.retention_plan(p_as_of date, p_tenant_key text DEFAULT NULL)
RETURNS TABLE (tenant_key text, tenant_id uuid, first_day date, last_day date, kept_until date, events bigint, lines bigint, transfers bigint,
  statements bigint, adjustments bigint, kept bigint, obstacle text)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $retention_plan$
#variable_conflict use_column
DECLARE
  v_through date := ops.disposable_through(p_as_of);
BEGIN
  RETURN QUERY
  SELECT n.tenant_key, n.tenant_id, c.first_day, v_through, ops.keep_until(v_through), c.events, c.lines, c.transfers, c.statements, c.adjustments, c.kept,
    ops.disposal_obstacle(n.tenant_id, v_through, p_as_of)
  FROM tenancy.tenant AS n
  LEFT JOIN settlement.disposed_through AS d ON d.tenant_id = n.tenant_id
  CROSS JOIN LATERAL (SELECT array(SELECT e.payment_event_id FROM settlement.needed_event(n.tenant_id, v_through) AS e) AS events) AS ne
  CROSS JOIN LATERAL (SELECT array(SELECT s.statement_id FROM settlement.needed_statement(n.tenant_id, v_through, ne.events) AS s) AS statements,
    array(SELECT a.adjustment_id FROM settlement.needed_adjustment(n.tenant_id, v_through) AS a) AS adjustments) AS ns
  CROSS JOIN LATERAL (
    SELECT min(r.day) FILTER (WHERE NOT r.is_kept) AS first_day, count(*) FILTER (WHERE r.is_kept) AS kept,
      count(*) FILTER (WHERE NOT r.is_kept AND r.subject = 'commerce.payment_event') AS events, count(*) FILTER (WHERE NOT r.is_kept AND r.subject = 'settlement.line') AS lines,
      count(*) FILTER (WHERE NOT r.is_kept AND r.subject = 'ledger.transfer') AS transfers, count(*) FILTER (WHERE NOT r.is_kept AND r.subject = 'settlement.statement') AS statements,
      count(*) FILTER (WHERE NOT r.is_kept AND r.subject = 'settlement.adjustment') AS adjustments
    FROM ops.disposal_row(n.tenant_id, v_through, ne.events, ns.statements, ns.adjustments) AS r
  ) AS c
  WHERE v_through IS NOT NULL AND (p_tenant_key IS NULL OR n.tenant_key = p_tenant_key) AND coalesce(d.disposed_on, '-infinity') < v_through AND c.first_day IS NOT NULL
  ORDER BY n.tenant_key;
END
$retention_plan$;
COMMENT ON FUNCTION ops.retention_plan(date, text) IS 'What a disposal on a day would take of each tenant, or of one: days, rows by table, rows that stay because later ones need them, and what stands in the way. Changes nothing.';
ALTER FUNCTION ops.retention_plan(date, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.retention_plan(date, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.retention_plan(date, text) TO mg_batch, mg_auditor;
