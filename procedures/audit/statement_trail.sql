CREATE OR REPLACE FUNCTION audit.statement_trail(p_statement_id uuid)
RETURNS TABLE (at timestamptz, action text, actor text, statement_number text, detail jsonb, chain_link_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $statement_trail$
#variable_conflict use_column
DECLARE
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
BEGIN
  RETURN QUERY
  SELECT f.at, f.action, identity.actor_name(f.actor_id), r.statement_number, f.detail, l.chain_link_id
  FROM settlement.statement_report AS r
  CROSS JOIN LATERAL (
    SELECT s.created_at AS at, 'settlement.statement.calculated' AS action, s.created_by AS actor_id,
      jsonb_build_object('payout_minor', s.payout_minor) AS detail, NULL::uuid AS entry_id
    FROM settlement.statement AS s WHERE s.tenant_id = r.tenant_id AND s.statement_id = r.statement_id
    UNION ALL
    SELECT e.created_at, e.action, e.created_by, e.detail, e.entry_id
    FROM audit.entry AS e WHERE e.tenant_id = r.tenant_id AND e.subject = r.statement_id::text
  ) AS f
  LEFT JOIN audit.chain_link AS l ON l.tenant_id = r.tenant_id AND l.entry_id = f.entry_id
  WHERE r.tenant_id = v_statement.tenant_id AND r.schedule_code = v_statement.schedule_code AND r.period_end = v_statement.period_end
    AND r.version <= v_statement.version
  ORDER BY f.at, f.entry_id NULLS FIRST;
END
$statement_trail$;
COMMENT ON FUNCTION audit.statement_trail(uuid) IS 'Every act on a statement and on the earlier versions of its period, in order: who, when, what of it, and its place in the tenant''s hash chain once that sealed it.';
ALTER FUNCTION audit.statement_trail(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.statement_trail(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.statement_trail(uuid) TO mg_batch, mg_auditor;
