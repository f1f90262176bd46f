CREATE OR REPLACE FUNCTION settlement.resolve_payout_exception(
  p_payout_exception_id uuid, p_is_true boolean, p_note text, p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $resolve_payout_exception$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.record_payout_result');
  v_exception settlement.payout_exception;
  v_payout settlement.payout;
  v_status text := CASE WHEN p_is_true THEN 'accepted' ELSE 'dismissed' END;
BEGIN
  SELECT x.* INTO v_exception FROM settlement.payout_exception AS x WHERE x.payout_exception_id = p_payout_exception_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS422', MESSAGE = 'no such payout exception', DETAIL = format('exception %s', p_payout_exception_id),
      HINT = 'mindgarden payout exceptions lists them.';
  ELSIF coalesce(btrim(p_note), '') = '' OR p_is_true IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MS021', MESSAGE = 'an exception is resolved with a note', DETAIL = format('exception %s', p_payout_exception_id),
      HINT = 'Say what was found out, and where.';
  END IF;
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = v_exception.tenant_id ORDER BY c.schedule_code FOR UPDATE;
  PERFORM FROM settlement.payout AS p WHERE p.tenant_id = v_exception.tenant_id AND p.payout_id = v_exception.payout_id FOR UPDATE;
  SELECT x.* INTO v_exception FROM settlement.payout_exception AS x
  WHERE x.tenant_id = v_exception.tenant_id AND x.payout_exception_id = p_payout_exception_id;
  IF v_exception.status <> 'open' THEN
    RETURN v_exception.status;
  END IF;
  SELECT p.* INTO v_payout FROM settlement.payout AS p WHERE p.tenant_id = v_exception.tenant_id AND p.payout_id = v_exception.payout_id;
  IF p_is_true THEN
    -- Only a late success of a failed payout can be taken over, and only while nothing else pays its statement.
    IF v_exception.reported_status <> 'succeeded' OR v_payout.status <> 'failed' OR EXISTS (SELECT FROM settlement.payout AS o
        WHERE o.tenant_id = v_payout.tenant_id AND o.statement_id = v_payout.statement_id AND o.status IN ('prepared', 'sent', 'succeeded'))
      OR NOT EXISTS (SELECT FROM settlement.statement AS s WHERE s.tenant_id = v_payout.tenant_id AND s.statement_id = v_payout.statement_id
        AND s.status IN ('failed', 'confirmed')) THEN
      RAISE EXCEPTION USING ERRCODE = 'MS528', MESSAGE = 'only a late success of a failed payout can be taken over, while nothing else pays its statement',
        DETAIL = format('payout %s is %s, reported as %s', v_payout.reference, v_payout.status, v_exception.reported_status),
        HINT = 'Cancel a batch that was not sent first. If money came back or went out twice, dismiss it with a note and correct by an adjustment (mindgarden adjust).';
    END IF;
    UPDATE settlement.payout AS p SET status = 'succeeded', paid_on = v_exception.reported_paid_on, finished_at = now()
    WHERE p.tenant_id = v_payout.tenant_id AND p.payout_id = v_payout.payout_id;
    PERFORM settlement.post_payout(ARRAY[v_payout.tenant_id], ARRAY[v_payout.statement_id], ARRAY[v_exception.reported_paid_on], '{failed,confirmed}',
      'batch_payout', v_actor);
  END IF;
  UPDATE settlement.payout_exception AS x SET status = v_status, note = p_note, resolved_at = now(), resolved_by = v_actor
  WHERE x.tenant_id = v_exception.tenant_id AND x.payout_exception_id = p_payout_exception_id;
  PERFORM audit.record(v_exception.tenant_id, 'settlement.payout.exception_' || v_status, v_payout.statement_id::text,
    jsonb_build_object('reference', v_payout.reference, 'reported', v_exception.reported_status, 'note', p_note), v_actor);
  RETURN v_status;
END
$resolve_payout_exception$;
COMMENT ON FUNCTION settlement.resolve_payout_exception(uuid, boolean, text, uuid) IS 'A person says what a contradictory answer was: true (a late success of a failed payout is taken over and its statement paid) or not, with a note. Until then its statement is not paid.';
ALTER FUNCTION settlement.resolve_payout_exception(uuid, boolean, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.resolve_payout_exception(uuid, boolean, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.resolve_payout_exception(uuid, boolean, text, uuid) TO mg_batch;
