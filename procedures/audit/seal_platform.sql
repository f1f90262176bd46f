CREATE OR REPLACE FUNCTION audit.seal_platform() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $seal_platform$
DECLARE
  v_count  bigint;
  v_before xid;
  v_from   timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(core.lock_class('audit_seal'), 0);

  -- As audit.seal: only what no running transaction can precede any more.
  v_before := audit.sealable_before();
  -- No transaction runs for a week: what is older stands in the chain.
  SELECT max(l.created_at) - interval '7 days' INTO v_from FROM audit.platform_link AS l;
  INSERT INTO audit.platform_link (platform_link_id, act_id, hash)
  SELECT coalesce(h.platform_link_id, 0) + row_number() OVER in_order, a.act_id, audit.chain_hash(h.hash, a.act_text) OVER in_order
  FROM identity.platform_act(v_from) AS a
  LEFT JOIN (SELECT l.platform_link_id, l.hash FROM audit.platform_link AS l ORDER BY l.platform_link_id DESC LIMIT 1) AS h ON true
  WHERE age(a.written_by) > age(v_before) AND NOT EXISTS (SELECT FROM audit.platform_link AS k WHERE k.act_id = a.act_id)
  WINDOW in_order AS (ORDER BY a.act_id ROWS UNBOUNDED PRECEDING);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$seal_platform$;
COMMENT ON FUNCTION audit.seal_platform() IS 'Appends headquarters acts and security events to their hash chain; returns how many.';
ALTER FUNCTION audit.seal_platform() OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION audit.seal_platform() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.seal_platform() TO mg_batch;
