CREATE OR REPLACE FUNCTION settlement.write_line(p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[])
RETURNS bigint
LANGUAGE plpgsql
AS $write_line$
DECLARE
  v_volume_tenants uuid[] := settlement.volume_tenant(p_tenants);
  v_read_from date := settlement.earliest_read(p_tenants, p_schedules, p_starts, v_volume_tenants);
  v_captures bigint;
  v_others bigint;
BEGIN
  INSERT INTO settlement.line
  SELECT l.* FROM settlement.capture_line(p_tenants, p_schedules, p_statements, p_starts, p_ends, v_volume_tenants, v_read_from) AS l;
  GET DIAGNOSTICS v_captures = ROW_COUNT;

  INSERT INTO settlement.line
  SELECT r.* FROM settlement.returned_line(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS r
  UNION ALL
  SELECT v.* FROM settlement.reversal_line(p_tenants, p_schedules, p_statements, p_starts, p_ends) AS v;
  GET DIAGNOSTICS v_others = ROW_COUNT;

  IF v_volume_tenants <> '{}' THEN
    PERFORM settlement.keep_volume(p_tenants, p_schedules, p_statements, p_starts, p_ends, v_volume_tenants);
  END IF;
  RETURN v_captures + v_others;
END
$write_line$;
COMMENT ON FUNCTION settlement.write_line(uuid[], text[], uuid[], date[], date[]) IS 'Writes the lines of closed periods: captures first, since refunds read their captures'' lines. Returns how many.';
REVOKE ALL ON FUNCTION settlement.write_line(uuid[], text[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.write_line(uuid[], text[], uuid[], date[], date[]) TO mg_batch_owner;
