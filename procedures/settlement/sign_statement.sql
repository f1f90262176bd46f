CREATE OR REPLACE FUNCTION settlement.sign_statement(p_tenants uuid[], p_statements uuid[], p_actor uuid)
RETURNS TABLE (tenant_id uuid, statement_id uuid, content_sha256 bytea, line_count bigint)
LANGUAGE sql VOLATILE
AS $sign_statement$
  INSERT INTO settlement.statement_signature AS g (tenant_id, statement_id, content_sha256, line_count, signed_by)
  SELECT d.tenant_id, d.statement_id, d.content_sha256, d.line_count, p_actor
  FROM settlement.statement_digest(p_tenants, p_statements) AS d
  ORDER BY d.tenant_id, d.statement_id
  RETURNING g.tenant_id, g.statement_id, g.content_sha256, g.line_count
$sign_statement$;
COMMENT ON FUNCTION settlement.sign_statement(uuid[], uuid[], uuid) IS 'Keeps the digests of statements as their signatures; whoever calls puts the same into the audit trail.';
REVOKE ALL ON FUNCTION settlement.sign_statement(uuid[], uuid[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.sign_statement(uuid[], uuid[], uuid) TO mg_batch_owner;
