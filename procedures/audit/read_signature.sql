CREATE OR REPLACE FUNCTION audit.read_signature(p_statement_id uuid)
RETURNS TABLE (statement_number text, status text, content_sha256 text, line_count bigint, signed_at timestamptz, signed_by text,
  computed_sha256 text, computed_line_count bigint, trail_sha256 text, matches boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $read_signature$
#variable_conflict use_column
DECLARE
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
BEGIN
  RETURN QUERY
  SELECT r.statement_number, r.status, encode(g.content_sha256, 'hex'), g.line_count, g.signed_at, identity.actor_name(g.signed_by),
    encode(d.content_sha256, 'hex'), d.line_count, e.noted,
    coalesce(g.content_sha256 = d.content_sha256 AND g.line_count = d.line_count AND encode(g.content_sha256, 'hex') = e.noted, false)
  FROM settlement.statement_report AS r
  CROSS JOIN settlement.statement_digest(ARRAY[v_statement.tenant_id], ARRAY[p_statement_id]) AS d
  LEFT JOIN settlement.statement_signature AS g ON g.tenant_id = r.tenant_id AND g.statement_id = r.statement_id
  LEFT JOIN LATERAL (
    SELECT string_agg(DISTINCT a.detail ->> 'content_sha256', ', ') AS noted FROM audit.entry AS a
    WHERE a.tenant_id = r.tenant_id AND a.subject = r.statement_id::text
      AND a.action IN ('settlement.statement.confirmed', 'settlement.statement.signed')
  ) AS e ON true
  WHERE r.tenant_id = v_statement.tenant_id AND r.statement_id = p_statement_id;
END
$read_signature$;
COMMENT ON FUNCTION audit.read_signature(uuid) IS 'The signature of a statement, the same computed from its figures and lines now, and what the audit trail says that it was; matches: all three are the same.';
ALTER FUNCTION audit.read_signature(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.read_signature(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.read_signature(uuid) TO mg_batch, mg_auditor;
