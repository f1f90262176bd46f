CREATE OR REPLACE FUNCTION audit.seal(p_tenants uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $seal$
DECLARE
  v_count  bigint;
  v_before xid;
BEGIN
  PERFORM pg_advisory_xact_lock(core.lock_class('audit_seal'), 0);

  -- Asked for before the entries are read, and only older ones are taken: none can come before them any more, so that the
  -- order of the chain never changes.
  v_before := audit.sealable_before();
  INSERT INTO audit.chain_link (tenant_id, chain_link_id, entry_id, hash)
  SELECT e.tenant_id, coalesce(h.chain_link_id, 0) + row_number() OVER in_order, e.entry_id,
    audit.chain_hash(h.hash, audit.entry_text(e)) OVER in_order
  FROM audit.entry AS e
  LEFT JOIN (
    SELECT DISTINCT ON (l.tenant_id) l.tenant_id, l.chain_link_id, l.hash
    FROM audit.chain_link AS l
    WHERE l.tenant_id = ANY (p_tenants)
    ORDER BY l.tenant_id, l.chain_link_id DESC
  ) AS h ON h.tenant_id = e.tenant_id
  WHERE e.tenant_id = ANY (p_tenants) AND age(e.xmin) > age(v_before)
    AND NOT EXISTS (SELECT FROM audit.chain_link AS k WHERE k.tenant_id = e.tenant_id AND k.entry_id = e.entry_id)
  WINDOW in_order AS (PARTITION BY e.tenant_id ORDER BY e.entry_id ROWS UNBOUNDED PRECEDING);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$seal$;
COMMENT ON FUNCTION audit.seal(uuid[]) IS 'Appends the audit entries of tenants that no running transaction can precede any more to each tenant''s hash chain. Returns how many; one sealer at a time.';
ALTER FUNCTION audit.seal(uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.seal(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.seal(uuid[]) TO mg_batch;
