CREATE OR REPLACE FUNCTION audit.verify_chain(p_tenants uuid[] DEFAULT NULL)
RETURNS TABLE (tenant_key text, check_name text, subject text, finding text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $verify_chain$
  SELECT coalesce(n.tenant_key, l.tenant_id::text), 'audit_chain', format('link %s', l.chain_link_id),
    CASE WHEN l.chain_link_id <> l.place THEN format('links from %s to %s are missing', l.place, l.chain_link_id - 1)
      WHEN e.entry_id IS NULL THEN format('its entry %s is gone', l.entry_id)
      ELSE format('its hash does not seal the link before it and entry %s (%s %s)', l.entry_id, e.action, e.subject) END
  FROM (
    SELECT k.tenant_id, k.chain_link_id, k.entry_id, k.hash, lag(k.hash) OVER in_order AS hash_before,
      coalesce(lag(k.chain_link_id) OVER in_order, 0) + 1 AS place
    FROM audit.chain_link AS k
    WHERE p_tenants IS NULL OR k.tenant_id = ANY (p_tenants)
    WINDOW in_order AS (PARTITION BY k.tenant_id ORDER BY k.chain_link_id)
  ) AS l
  LEFT JOIN audit.entry AS e ON e.tenant_id = l.tenant_id AND e.entry_id = l.entry_id
  LEFT JOIN tenancy.tenant AS n ON n.tenant_id = l.tenant_id
  WHERE l.chain_link_id <> l.place OR e.entry_id IS NULL OR audit.link_hash(NULL, l.hash_before, audit.entry_text(e)) IS DISTINCT FROM l.hash
  ORDER BY 1, l.chain_link_id
$verify_chain$;
COMMENT ON FUNCTION audit.verify_chain(uuid[]) IS 'Hashes the sealed audit entries of tenants (null: all) anew: an altered or missing entry, an altered or missing link. No row: all is well.';
ALTER FUNCTION audit.verify_chain(uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.verify_chain(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.verify_chain(uuid[]) TO mg_batch, mg_auditor;
