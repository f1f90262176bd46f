CREATE OR REPLACE FUNCTION settlement.note_gateway_exception(p_tenants uuid[], p_as_of date, p_actor uuid) RETURNS bigint
LANGUAGE plpgsql
AS $note_gateway_exception$
DECLARE
  v_count bigint;
BEGIN
  -- A person's word holds: until the day for what is expected, for good for what is accepted as it is.
  WITH found AS MATERIALIZED (
    SELECT f.* FROM settlement.find_gateway_exception(p_tenants, p_as_of) AS f
    WHERE NOT EXISTS (SELECT FROM settlement.gateway_exception AS x
      WHERE x.subject_id = f.subject_id AND x.kind = f.kind
        AND ((x.resolution = 'expected' AND x.expected_on >= p_as_of) OR (x.resolution = 'accepted' AND x.amount_minor = f.amount_minor)))
  ), changed AS (
    UPDATE settlement.gateway_exception AS x SET amount_minor = f.amount_minor, finding = f.finding
    FROM found AS f
    WHERE x.subject_id = f.subject_id AND x.kind = f.kind AND x.state <> 'resolved' AND (x.amount_minor, x.finding) IS DISTINCT FROM (f.amount_minor, f.finding)
  ), ended AS (
    UPDATE settlement.gateway_exception AS x
    SET state = 'resolved', resolution = 'cleared', resolved_on = p_as_of, resolved_at = now(), resolved_by = p_actor
    WHERE (x.tenant_id = ANY (p_tenants) OR x.tenant_id IS NULL) AND x.state <> 'resolved'
      AND NOT EXISTS (SELECT FROM found AS f WHERE f.subject_id = x.subject_id AND f.kind = x.kind)
  )
  INSERT INTO settlement.gateway_exception (tenant_id, kind, side, subject_id, settlement_day, amount_minor, currency, finding, opened_on)
  SELECT f.tenant_id, f.kind, f.side, f.subject_id, f.settlement_day, f.amount_minor, f.currency, f.finding, p_as_of
  FROM found AS f
  ON CONFLICT (subject_id, kind) WHERE state <> 'resolved' DO NOTHING;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$note_gateway_exception$;
COMMENT ON FUNCTION settlement.note_gateway_exception(uuid[], date, uuid) IS 'Brings the queue of exceptions of tenants to what is found as of a day: new ones are opened, changed ones say so, those whose cause went away are cleared. Returns how many were opened.';
REVOKE ALL ON FUNCTION settlement.note_gateway_exception(uuid[], date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.note_gateway_exception(uuid[], date, uuid) TO mg_batch_owner;
