CREATE OR REPLACE FUNCTION settlement.verify_signature(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, check_name text, subject text, finding text)
LANGUAGE plpgsql STABLE
AS $verify_signature$
#variable_conflict use_column
DECLARE
  v_tenants uuid[];
  v_statements uuid[];
BEGIN
  SELECT array_agg(g.tenant_id), array_agg(g.statement_id) INTO v_tenants, v_statements
  FROM settlement.statement_signature AS g WHERE g.tenant_id = ANY (p_tenants);

  RETURN QUERY
  SELECT coalesce(s.tenant_id, g.tenant_id),
    CASE WHEN g.statement_id IS NULL THEN 'signature_missing' WHEN s.statement_id IS NULL THEN 'signature_unexpected' ELSE 'signature_differs' END,
    coalesce(format('statement of %s to %s', o.period_start, o.period_end), format('statement %s', g.statement_id)),
    CASE WHEN g.statement_id IS NULL THEN 'it is confirmed and bears no signature'
      WHEN s.statement_id IS NULL THEN 'it bears a signature and is not confirmed'
      ELSE format('its figures and lines are not those that were signed: %s over %s lines, now %s over %s',
        encode(g.content_sha256, 'hex'), g.line_count, encode(d.content_sha256, 'hex'), d.line_count) END
  FROM (SELECT c.tenant_id, c.statement_id FROM settlement.statement AS c
    WHERE c.tenant_id = ANY (p_tenants) AND c.status IN ('confirmed', 'paying', 'failed', 'paid')) AS s
  FULL JOIN (SELECT n.* FROM settlement.statement_signature AS n WHERE n.tenant_id = ANY (p_tenants)) AS g
    ON g.tenant_id = s.tenant_id AND g.statement_id = s.statement_id
  LEFT JOIN settlement.statement_digest(v_tenants, v_statements) AS d ON d.tenant_id = g.tenant_id AND d.statement_id = g.statement_id
  LEFT JOIN settlement.statement AS o ON o.tenant_id = coalesce(s.tenant_id, g.tenant_id) AND o.statement_id = coalesce(s.statement_id, g.statement_id)
  WHERE (g.statement_id IS NULL OR s.statement_id IS NULL OR (g.content_sha256, g.line_count) IS DISTINCT FROM (d.content_sha256, d.line_count))
    -- What was signed of these days was disposed of; the signature stays. A statement that went otherwise has left its transfers.
    AND NOT EXISTS (SELECT FROM settlement.disposed_through AS t
      WHERE t.tenant_id = coalesce(s.tenant_id, g.tenant_id) AND (o.statement_id IS NULL OR o.period_end <= t.disposed_on));
END
$verify_signature$;
COMMENT ON FUNCTION settlement.verify_signature(uuid[]) IS 'Computes the digests of all signed statements of tenants anew and compares: changed since they were confirmed, confirmed without a signature, signed without being confirmed.';
REVOKE ALL ON FUNCTION settlement.verify_signature(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.verify_signature(uuid[]) TO mg_batch_owner;
