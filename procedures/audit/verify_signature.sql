CREATE OR REPLACE FUNCTION audit.verify_signature(p_tenants uuid[] DEFAULT NULL)
RETURNS TABLE (tenant_key text, check_name text, subject text, finding text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $verify_signature$
  SELECT coalesce(n.tenant_key, f.tenant_id::text), 'signature_trail',
    coalesce(format('statement of %s to %s', s.period_start, s.period_end), format('statement %s', f.statement_id)),
    CASE WHEN f.signed IS NULL THEN format('the trail says that it was signed as %s, but it bears no signature', f.noted)
      WHEN f.noted IS NULL THEN 'the trail does not say that it was signed'
      ELSE format('the trail says that it was signed as %s, its signature is %s', f.noted, f.signed) END
  FROM (
    SELECT coalesce(g.tenant_id, e.tenant_id) AS tenant_id, coalesce(g.statement_id::text, e.subject) AS statement_id,
      encode(g.content_sha256, 'hex') AS signed, e.noted
    FROM (SELECT o.* FROM settlement.statement_signature AS o WHERE p_tenants IS NULL OR o.tenant_id = ANY (p_tenants)) AS g
    FULL JOIN (
      SELECT a.tenant_id, a.subject, a.detail ->> 'content_sha256' AS noted FROM audit.entry AS a
      WHERE (p_tenants IS NULL OR a.tenant_id = ANY (p_tenants))
        AND a.action IN ('settlement.statement.confirmed', 'settlement.statement.signed') AND a.detail ? 'content_sha256'
    ) AS e ON e.tenant_id = g.tenant_id AND e.subject = g.statement_id::text
  ) AS f
  LEFT JOIN settlement.statement AS s ON s.tenant_id = f.tenant_id AND s.statement_id::text = f.statement_id
  LEFT JOIN tenancy.tenant AS n ON n.tenant_id = f.tenant_id
  WHERE f.signed IS DISTINCT FROM f.noted
  ORDER BY 1, 3
$verify_signature$;
COMMENT ON FUNCTION audit.verify_signature(uuid[]) IS 'Compares the signatures of tenants'' statements (null: all) with what the audit trail says of them, which its hash chain seals. No row: all is well.';
ALTER FUNCTION audit.verify_signature(uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.verify_signature(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.verify_signature(uuid[]) TO mg_batch, mg_auditor;
