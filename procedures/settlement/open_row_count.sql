CREATE OR REPLACE FUNCTION settlement.open_row_count(p_tenants uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $open_row_count$
DECLARE
  v_from date;
  v_plan json;
BEGIN
  SELECT min(c.settled_through) INTO v_from FROM settlement.tenant_clock AS c WHERE c.tenant_id = ANY (p_tenants);
  -- The planner's guess from its statistics: counting would read what is about to be read anyway.
  EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM commerce.payment_event AS e WHERE e.settlement_day > %L', v_from) INTO v_plan;
  RETURN (v_plan #>> '{0,Plan,Plan Rows}')::numeric::bigint;
END
$open_row_count$;
COMMENT ON FUNCTION settlement.open_row_count(uuid[]) IS 'About how many events are not settled yet, by the planner''s statistics: cuts a run into steps of a bearable size.';
ALTER FUNCTION settlement.open_row_count(uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.open_row_count(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.open_row_count(uuid[]) TO mg_batch;
