CREATE OR REPLACE FUNCTION settlement.match_gateway(p_tenants uuid[] DEFAULT NULL, p_as_of date DEFAULT NULL, p_actor uuid DEFAULT NULL)
RETURNS TABLE (placed_count bigint, link_count bigint, posted_count bigint, exception_count bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $match_gateway$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.reconcile_gateway');
  v_as_of date := coalesce(p_as_of, (now() AT TIME ZONE 'Asia/Seoul')::date);
  v_tenants uuid[] := coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t), '{}');
BEGIN
  -- Nobody takes a file back meanwhile; and as for paying: nothing else is posted to these tenants, no balance is kept.
  PERFORM pg_advisory_xact_lock_shared(core.lock_class('gateway'), 0);
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = ANY (v_tenants) ORDER BY c.tenant_id, c.schedule_code FOR UPDATE;

  placed_count := settlement.place_gateway_row();
  link_count := settlement.link_gateway(v_tenants, v_actor);
  PERFORM settlement.reverse_clearing((
    SELECT array_agg(x.gateway_exception_id)
    FROM settlement.gateway_exception AS x
    JOIN commerce.payment_event AS e ON e.tenant_id = x.tenant_id AND e.settlement_day = x.settlement_day AND e.payment_event_id = x.subject_id
    JOIN commerce.import_file AS f ON f.import_file_id = e.import_file_id AND f.status = 'undone'
    WHERE x.tenant_id = ANY (v_tenants) AND x.side = 'event' AND x.resolution IN ('write_off', 'received') AND x.reversed_at IS NULL));
  posted_count := settlement.post_gateway((
    SELECT array_agg(r.gateway_row_id)
    FROM settlement.gateway_row AS r
    WHERE r.tenant_id = ANY (v_tenants) AND r.posted_at IS NULL AND r.undone_at IS NULL AND r.paid_out_on <= v_as_of
      AND EXISTS (SELECT FROM settlement.gateway_match AS m WHERE m.tenant_id = r.tenant_id AND m.gateway_row_id = r.gateway_row_id)));
  exception_count := settlement.note_gateway_exception(v_tenants, v_as_of, v_actor);
  IF link_count + posted_count + exception_count > 0 THEN
    PERFORM audit.record(c.tenant_id, 'settlement.gateway.matched', v_as_of::text, jsonb_build_object('links', link_count, 'posted', posted_count, 'exceptions', exception_count), v_actor)
    FROM (
      SELECT m.tenant_id FROM settlement.gateway_match AS m WHERE m.tenant_id = ANY (v_tenants) AND m.created_at = now()
      UNION SELECT r.tenant_id FROM settlement.gateway_row AS r WHERE r.tenant_id = ANY (v_tenants) AND r.posted_at = now()
      UNION SELECT x.tenant_id FROM settlement.gateway_exception AS x WHERE x.tenant_id = ANY (v_tenants) AND x.created_at = now()
    ) AS c;
  END IF;
  RETURN NEXT;
END
$match_gateway$;
COMMENT ON FUNCTION settlement.match_gateway(uuid[], date, uuid) IS 'Matches the gateways'' rows with events of tenants (null: all), posts what is paid out as of a day (null: today in Korea) and brings the queue of exceptions up to date. Doing it again changes nothing.';
ALTER FUNCTION settlement.match_gateway(uuid[], date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.match_gateway(uuid[], date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.match_gateway(uuid[], date, uuid) TO mg_batch;
