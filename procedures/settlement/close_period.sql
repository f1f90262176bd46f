CREATE OR REPLACE FUNCTION settlement.close_period(p_tenants uuid[], p_through date, p_as_of timestamptz DEFAULT now(), p_schedule text DEFAULT NULL)
RETURNS TABLE (tenant_id uuid, outcome text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_nestloop = off SET enable_mergejoin = off
AS $close_period$
DECLARE
  v_free integer[];
BEGIN
  -- Tried, never queued for: a waiting closer would stop every recorder behind it.
  SELECT array_agg(b.bucket) INTO v_free
  FROM (
    SELECT a.bucket, pg_try_advisory_xact_lock(core.lock_class('tenant_clock'), a.bucket) AS is_held
    FROM settlement.list_clock_bucket(p_tenants) AS a (bucket)
  ) AS b
  WHERE b.is_held;

  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT c.tenant_id, c.schedule_code, c.closed_through,
      t.created_at = transaction_timestamp() OR settlement.clock_bucket(c.tenant_id) = ANY (v_free) AS is_free, g.last_end
    FROM settlement.tenant_clock AS c
    JOIN tenancy.tenant AS t ON t.tenant_id = c.tenant_id AND t.tenant_id = ANY (p_tenants)
    -- The last period that ends by then and whose last day is over in the tenant's zone.
    CROSS JOIN LATERAL (SELECT least(p_through, (p_as_of AT TIME ZONE t.time_zone)::date - 1) AS day) AS l
    JOIN settlement.terms AS m ON m.tenant_id = c.tenant_id AND m.schedule_code = c.schedule_code AND m.valid_during @> l.day
      AND m.tenant_id = ANY (p_tenants)
    CROSS JOIN LATERAL (SELECT CASE WHEN settlement.period_end(m.cycle, l.day) = l.day THEN l.day
      ELSE settlement.period_start(m.cycle, l.day) - 1 END AS last_end) AS g
    WHERE c.tenant_id = ANY (p_tenants) AND (p_schedule IS NULL OR c.schedule_code = p_schedule)
      -- For a new tenant nothing is closed: its periods begin to close with the first one that holds something.
      AND (c.closed_through > '-infinity'
        OR EXISTS (SELECT FROM commerce.payment_event AS e WHERE e.tenant_id = c.tenant_id AND e.schedule_code = c.schedule_code AND e.settlement_day BETWEEN c.opens_on AND g.last_end)
        OR EXISTS (SELECT FROM settlement.adjustment AS a WHERE a.tenant_id = c.tenant_id AND a.schedule_code = c.schedule_code AND a.effective_on BETWEEN c.opens_on AND g.last_end))
  ), closed AS (
    UPDATE settlement.tenant_clock AS c SET closed_through = d.last_end
    FROM due AS d
    -- Asked for by tenant as well: joined alone, all clocks would be read.
    WHERE c.tenant_id = ANY (p_tenants) AND c.tenant_id = d.tenant_id AND c.schedule_code = d.schedule_code AND d.is_free AND d.last_end > c.closed_through AND d.last_end >= c.opens_on
    RETURNING c.tenant_id, c.schedule_code
  )
  SELECT d.tenant_id, CASE WHEN x.tenant_id IS NOT NULL THEN 'closed' WHEN d.last_end > d.closed_through AND NOT coalesce(d.is_free, false) THEN 'busy'
    ELSE 'unchanged' END
  FROM due AS d
  LEFT JOIN closed AS x ON x.tenant_id = d.tenant_id AND x.schedule_code = d.schedule_code;
END
$close_period$;
COMMENT ON FUNCTION settlement.close_period(uuid[], date, timestamptz, text) IS 'Closes the periods of tenants, in one or each of their schedules, that end by a day and are over at an instant: a short transaction of its own; busy tenants are for the next try, new ones without an event stay open. Nothing recorded later can fall into them.';
ALTER FUNCTION settlement.close_period(uuid[], date, timestamptz, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.close_period(uuid[], date, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.close_period(uuid[], date, timestamptz, text) TO mg_batch;
