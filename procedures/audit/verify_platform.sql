CREATE OR REPLACE FUNCTION audit.verify_platform() RETURNS TABLE (tenant_key text, check_name text, subject text, finding text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $verify_platform$
  SELECT 'platform', 'platform_chain', format('link %s', l.platform_link_id),
    CASE WHEN l.platform_link_id <> l.place THEN format('links from %s to %s are missing', l.place, l.platform_link_id - 1)
      WHEN a.act_id IS NULL THEN format('its act %s is gone', l.act_id)
      ELSE format('its hash does not seal the link before it and act %s', l.act_id) END
  FROM (
    SELECT k.platform_link_id, k.act_id, k.hash, lag(k.hash) OVER in_order AS hash_before, coalesce(lag(k.platform_link_id) OVER in_order, 0) + 1 AS place
    FROM audit.platform_link AS k
    WINDOW in_order AS (ORDER BY k.platform_link_id)
  ) AS l
  LEFT JOIN identity.platform_act() AS a ON a.act_id = l.act_id
  WHERE l.platform_link_id <> l.place OR a.act_id IS NULL OR audit.link_hash(NULL, l.hash_before, a.act_text) IS DISTINCT FROM l.hash
  ORDER BY l.platform_link_id
$verify_platform$;
COMMENT ON FUNCTION audit.verify_platform() IS 'Hashes headquarters acts and security events anew: an altered or missing one, an altered or missing link. No row: all is well.';
ALTER FUNCTION audit.verify_platform() OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.verify_platform() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.verify_platform() TO mg_batch, mg_auditor;
