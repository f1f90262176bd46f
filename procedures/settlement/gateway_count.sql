CREATE OR REPLACE FUNCTION settlement.gateway_count(p_tenants uuid[])
RETURNS TABLE (section text, code text, currency text, entry_count bigint, amount_minor bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $gateway_count$
  WITH k AS MATERIALIZED (SELECT coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t), '{}') AS ids, p_tenants IS NULL AS is_all)
  SELECT s.section, s.code, s.currency, count(*), sum(s.amount)::bigint
  FROM (
    SELECT 'matched', m.shape, m.currency, m.matched_minor FROM settlement.gateway_match AS m WHERE m.tenant_id = ANY ((SELECT k.ids FROM k)::uuid[])
    UNION ALL
    SELECT 'exception', x.kind, x.currency, x.amount_minor FROM settlement.gateway_exception AS x
    WHERE (x.tenant_id = ANY ((SELECT k.ids FROM k)::uuid[]) OR (x.tenant_id IS NULL AND (SELECT k.is_all FROM k))) AND x.state <> 'resolved'
    UNION ALL
    SELECT 'fee', v.code, f.currency, v.amount FROM k, settlement.gateway_fee(k.ids) AS f
    CROSS JOIN LATERAL (VALUES ('charged', f.charged_minor), ('gateway', f.gateway_minor), ('margin', f.margin_minor)) AS v (code, amount)
    UNION ALL
    SELECT 'row', CASE WHEN r.tenant_id IS NULL THEN 'of_nobody' WHEN r.posted_at IS NULL THEN 'not_posted' ELSE 'posted' END, r.currency, r.amount_minor
    FROM settlement.gateway_row AS r
    WHERE (r.tenant_id = ANY ((SELECT k.ids FROM k)::uuid[]) OR (r.tenant_id IS NULL AND (SELECT k.is_all FROM k))) AND r.undone_at IS NULL
  ) AS s (section, code, currency, amount)
  GROUP BY s.section, s.code, s.currency
  ORDER BY s.section, s.code, s.currency
$gateway_count$;
COMMENT ON FUNCTION settlement.gateway_count(uuid[]) IS 'How many links by shape, exceptions by kind, rows by posting, and what tenants were charged against what the gateway took of settled payments, with HQ''s margin; for tenants, null: all.';
ALTER FUNCTION settlement.gateway_count(uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.gateway_count(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.gateway_count(uuid[]) TO mg_batch;
