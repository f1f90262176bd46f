CREATE OR REPLACE FUNCTION settlement.release_hold(
  p_statement_id uuid, p_reason text, p_kind text DEFAULT NULL, p_actor uuid DEFAULT NULL, p_as_of timestamptz DEFAULT now())
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $release_hold$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.hold_statement');
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
  v_holds uuid[];
BEGIN
  IF coalesce(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS012', MESSAGE = 'taking this back needs a reason',
      DETAIL = format('statement %s', p_statement_id), HINT = 'Say why.';
  END IF;
  PERFORM FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id FOR UPDATE;
  SELECT array_agg(a.statement_hold_id) INTO v_holds FROM settlement.active_hold(p_as_of) AS a
  WHERE a.tenant_id = v_statement.tenant_id AND a.statement_id = p_statement_id AND (p_kind IS NULL OR a.kind = p_kind);
  IF v_holds IS NULL THEN
    RETURN 0;
  END IF;
  -- Those of earlier versions as well: whoever reopened the statement did not lock it.
  PERFORM FROM settlement.statement_hold AS h WHERE h.tenant_id = v_statement.tenant_id AND h.statement_hold_id = ANY (v_holds)
  ORDER BY h.statement_hold_id FOR UPDATE;
  WITH released AS (
    UPDATE settlement.statement_hold AS h SET released_at = now(), released_by = v_actor, release_reason = p_reason
    WHERE h.tenant_id = v_statement.tenant_id AND h.statement_hold_id = ANY (v_holds) AND h.released_at IS NULL
    RETURNING h.statement_hold_id
  )
  SELECT array_agg(r.statement_hold_id ORDER BY r.statement_hold_id) INTO v_holds FROM released AS r;
  IF v_holds IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM audit.record(v_statement.tenant_id, 'settlement.statement.released', p_statement_id::text,
    jsonb_build_object('statement_hold_ids', v_holds, 'kind', p_kind, 'reason', p_reason), v_actor);
  RETURN cardinality(v_holds);
END
$release_hold$;
COMMENT ON FUNCTION settlement.release_hold(uuid, text, text, uuid, timestamptz) IS 'Releases the holds and exclusions of a statement, or those of one kind, before they expire. Returns how many; none: nothing changes.';
ALTER FUNCTION settlement.release_hold(uuid, text, text, uuid, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.release_hold(uuid, text, text, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.release_hold(uuid, text, text, uuid, timestamptz) TO mg_batch;
