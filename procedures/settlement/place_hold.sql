CREATE OR REPLACE FUNCTION settlement.place_hold(
  p_statement_id uuid, p_kind text, p_reason text, p_expires_on date, p_actor uuid DEFAULT NULL, p_as_of timestamptz DEFAULT now())
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $place_hold$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.hold_statement');
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
  v_today date := (SELECT (p_as_of AT TIME ZONE t.time_zone)::date FROM tenancy.tenant AS t WHERE t.tenant_id = v_statement.tenant_id);
  v_id uuid;
BEGIN
  IF p_kind IS NULL OR p_kind NOT IN ('hold', 'exclude') OR coalesce(btrim(p_reason), '') = '' OR p_expires_on IS NULL OR NOT isfinite(p_expires_on) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS010', MESSAGE = 'a hold needs its kind, a reason and a day on which it ends',
      DETAIL = format('kind %s, reason %s, ends on %s', quote_nullable(p_kind), quote_nullable(p_reason), coalesce(p_expires_on::text, 'no day')),
      HINT = 'hold or exclude; why; and the day from which it holds no longer.';
  END IF;

  -- Whoever pays locks the statement as well, before asking for holds.
  PERFORM FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id FOR UPDATE;
  SELECT h.statement_hold_id INTO v_id FROM settlement.statement_hold AS h
  WHERE h.tenant_id = v_statement.tenant_id AND h.statement_id = p_statement_id AND h.released_at IS NULL
    AND (h.kind, h.reason, h.expires_on) = (p_kind, p_reason, p_expires_on);
  IF FOUND THEN
    RETURN v_id;
  END IF;
  IF p_expires_on <= v_today THEN
    RAISE EXCEPTION USING ERRCODE = 'MS011', MESSAGE = 'a hold ends after today',
      DETAIL = format('ends on %s, today is %s for the tenant', p_expires_on, v_today), HINT = 'Give a later day.';
  END IF;
  SELECT s.* INTO v_statement FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id;
  IF v_statement.status IN ('paid', 'void') THEN
    RAISE EXCEPTION USING ERRCODE = 'MS503', MESSAGE = 'the statement cannot take this step from its state',
      DETAIL = format('statement %s is %s; only an unpaid one is held or excluded', p_statement_id, v_statement.status),
      HINT = 'What is paid already is corrected by an adjustment.';
  END IF;
  INSERT INTO settlement.statement_hold (tenant_id, statement_id, kind, reason, expires_on, created_by)
  VALUES (v_statement.tenant_id, p_statement_id, p_kind, p_reason, p_expires_on, v_actor)
  RETURNING statement_hold_id INTO v_id;
  PERFORM audit.record(v_statement.tenant_id, CASE p_kind WHEN 'hold' THEN 'settlement.statement.held' ELSE 'settlement.statement.excluded' END,
    p_statement_id::text, jsonb_build_object('statement_hold_id', v_id, 'reason', p_reason, 'expires_on', p_expires_on, 'status', v_statement.status), v_actor);
  RETURN v_id;
END
$place_hold$;
COMMENT ON FUNCTION settlement.place_hold(uuid, text, text, date, uuid, timestamptz) IS 'Holds an unpaid statement (nothing pays it) or excludes it from payout batches, for a reason and until a day. A statement that is in a payout batch is held from then on should it come back. The same hold again is the same.';
ALTER FUNCTION settlement.place_hold(uuid, text, text, date, uuid, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.place_hold(uuid, text, text, date, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.place_hold(uuid, text, text, date, uuid, timestamptz) TO mg_batch;
