CREATE OR REPLACE FUNCTION settlement.analyze_gateway_work() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $analyze_gateway_work$
BEGIN
  -- Rows written in this very transaction are unknown to the planner, which then joins them to one another in nested
  -- loops: 4,000 payments took 13 seconds to match, with this less than one. Big runs queue up here.
  IF (SELECT count(*) FROM settlement.gateway_work) >= 200 THEN
    ANALYZE settlement.gateway_work, settlement.gateway_work_edge, settlement.gateway_work_link;
  END IF;
END
$analyze_gateway_work$;
COMMENT ON FUNCTION settlement.analyze_gateway_work() IS 'Tells the planner how much a match run has to look at, if it is much; the run''s own transaction calls it.';
REVOKE ALL ON FUNCTION settlement.analyze_gateway_work() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.analyze_gateway_work() TO mg_batch_owner;
