CREATE OR REPLACE FUNCTION settlement.open_at(p_tenants uuid[], p_days date[], p_actor uuid DEFAULT NULL, p_schedule text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $open_at$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.open_books');
BEGIN
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = ANY (p_tenants) ORDER BY c.tenant_id, c.schedule_code FOR UPDATE;
  IF EXISTS (SELECT FROM settlement.tenant_clock AS c JOIN unnest(p_tenants, p_days) AS n (tenant_id, day) ON n.tenant_id = c.tenant_id
    WHERE (p_schedule IS NULL OR c.schedule_code = p_schedule) AND (c.settled_through >= n.day OR c.closed_through > c.settled_through)) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS502', MESSAGE = 'settlement cannot begin again in settled or closed days',
      DETAIL = format('tenants %s', p_tenants), HINT = 'Settle what is closed, and give a day after it.';
  END IF;
  UPDATE settlement.tenant_clock AS c
  SET opens_on = CASE WHEN c.settled_through = '-infinity' THEN n.day ELSE c.opens_on END, closed_through = n.day - 1, settled_through = n.day - 1
  FROM unnest(p_tenants, p_days) AS n (tenant_id, day)
  WHERE c.tenant_id = n.tenant_id AND (p_schedule IS NULL OR c.schedule_code = p_schedule) AND c.settled_through < n.day - 1;
  PERFORM audit.record(n.tenant_id, 'settlement.opened', n.day::text, '{}', v_actor)
  FROM unnest(p_tenants, p_days) AS n (tenant_id, day);
END
$open_at$;
COMMENT ON FUNCTION settlement.open_at(uuid[], date[], uuid, text) IS 'Settlement of tenants, or of one schedule of theirs, begins on a day: what lies before, from another system, counts for volume and refunds but is settled nowhere here.';
ALTER FUNCTION settlement.open_at(uuid[], date[], uuid, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.open_at(uuid[], date[], uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.open_at(uuid[], date[], uuid, text) TO mg_batch;
