CREATE OR REPLACE FUNCTION settlement.what_if(p_change jsonb, p_from date, p_through date, p_tenants uuid[] DEFAULT NULL, p_plan_key text DEFAULT NULL,
  p_effective_on date DEFAULT NULL)
RETURNS TABLE (tenant_id uuid, tenant_key text, currency text, place integer, figure text, old_minor bigint, new_minor bigint, difference_minor bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET enable_mergejoin = off
SET enable_seqscan = off SET enable_bitmapscan = off SET work_mem = '256MB'
AS $what_if$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.service_user_id('settlement');
  v_plan_id uuid := CASE WHEN p_plan_key IS NOT NULL THEN pricing.find_plan(p_plan_key) END;
  v_change jsonb := settlement.read_contract_change(CASE WHEN v_plan_id IS NULL THEN v_actor END, v_plan_id, p_change);
  v_tenants uuid[];
  v_schedules text[];
  v_statements uuid[];
  v_terms uuid[];
  v_starts date[];
  v_ends date[];
  v_old jsonb;
  v_new jsonb;
BEGIN
  IF v_change ?| ARRAY['cycle', 'schedules', 'coupon_share'] THEN
    RAISE EXCEPTION USING ERRCODE = 'MP014', MESSAGE = 'a rehearsal keeps periods and payments as they were', DETAIL = left(v_change::text, 200),
      HINT = 'Cycles, schedules and coupon shares decide what is recorded: try them by mindgarden simulate.';
  END IF;
  SELECT array_agg(p.tenant_id), array_agg(p.schedule_code), array_agg(p.statement_id), array_agg(p.terms_id), array_agg(p.period_start), array_agg(p.period_end)
  INTO v_tenants, v_schedules, v_statements, v_terms, v_starts, v_ends
  FROM settlement.rehearsed_period(p_tenants, v_plan_id, p_from, p_through) AS p;
  IF v_tenants IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MP411', MESSAGE = 'nothing is settled in these days', DETAIL = format('periods that end from %s to %s', p_from, p_through),
      HINT = 'Rehearse over a month that is settled, or settle it first.';
  END IF;
  v_old := settlement.stored_figure(v_tenants, v_statements);

  -- Everything from here to the exception is undone by it; a variable outlives it.
  BEGIN
    PERFORM settlement.impose_change(v_tenants, v_schedules, v_starts, v_plan_id, v_change, p_effective_on, p_from, p_through, v_actor);
    IF v_change - ARRAY['fee_rules', 'replace', 'plan', 'promotions'] <> '{}' THEN
      SELECT array_agg(m.terms_id ORDER BY p.place) INTO v_terms
      FROM unnest(v_tenants, v_schedules, v_ends) WITH ORDINALITY AS p (tenant_id, schedule_code, last_day, place)
      JOIN settlement.terms AS m ON m.tenant_id = p.tenant_id AND m.schedule_code = p.schedule_code AND m.valid_during @> p.last_day;
    END IF;
    DELETE FROM settlement.line AS l USING unnest(v_tenants, v_statements) AS w (tenant_id, statement_id)
    WHERE l.tenant_id = w.tenant_id AND l.statement_id = w.statement_id AND l.tenant_id = ANY (v_tenants)
      AND l.settlement_day BETWEEN core.earliest_day(v_starts) AND core.latest_day(v_ends);
    -- Volumes kept from the days before are those of the contract as it is: the month is read again.
    UPDATE settlement.tenant_clock AS c SET volume_through = '-infinity'
    FROM unnest(v_tenants, v_schedules, v_starts) AS w (tenant_id, schedule_code, first_day)
    WHERE c.tenant_id = w.tenant_id AND c.schedule_code = w.schedule_code AND c.volume_through = w.first_day - 1;
    PERFORM settlement.write_line(v_tenants, v_schedules, v_statements, v_starts, v_ends);
    v_new := settlement.rehearsed_figure(v_tenants, v_statements, v_terms, v_starts, v_ends);
    RAISE EXCEPTION USING ERRCODE = 'MP910', MESSAGE = 'what was tried is taken back';
  EXCEPTION WHEN SQLSTATE 'MP910' THEN
    NULL;
  END;

  RETURN QUERY
  SELECT x.tenant_id, t.tenant_key, x.currency, x.place, x.figure, x.old_minor, x.new_minor, x.new_minor - x.old_minor
  FROM (
    SELECT coalesce(o.tenant_id, n.tenant_id) AS tenant_id, coalesce(o.currency, n.currency) AS currency, coalesce(o.place, n.place) AS place,
      coalesce(o.figure, n.figure) AS figure, sum(coalesce(o.amount_minor, 0))::bigint AS old_minor, sum(coalesce(n.amount_minor, 0))::bigint AS new_minor
    FROM jsonb_to_recordset(coalesce(v_old, '[]')) AS o (tenant_id uuid, currency text, place integer, figure text, amount_minor bigint)
    FULL JOIN jsonb_to_recordset(coalesce(v_new, '[]')) AS n (tenant_id uuid, currency text, place integer, figure text, amount_minor bigint)
      ON n.tenant_id = o.tenant_id AND n.figure = o.figure
    GROUP BY GROUPING SETS ((1, 2, 3, 4), (2, 3, 4))
  ) AS x
  LEFT JOIN tenancy.tenant AS t ON t.tenant_id = x.tenant_id
  ORDER BY t.tenant_key COLLATE "C" NULLS LAST, x.currency, x.place;
END
$what_if$;
COMMENT ON FUNCTION settlement.what_if(jsonb, date, date, uuid[], text, date) IS 'What tenants (null: all) would have been charged and paid for the settled periods that end within some days, had a changed contract (their own, or that of a plan) been in force: by tenant, and in sum by currency where the tenant is null. Nothing is kept.';
ALTER FUNCTION settlement.what_if(jsonb, date, date, uuid[], text, date) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.what_if(jsonb, date, date, uuid[], text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.what_if(jsonb, date, date, uuid[], text, date) TO mg_batch;
