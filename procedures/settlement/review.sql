CREATE OR REPLACE FUNCTION settlement.review(p_statement_id uuid, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $review$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.review_statement');
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
BEGIN
  UPDATE settlement.statement AS s SET status = 'reviewed', reviewed_at = now(), reviewed_by = v_actor
  WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id AND s.status = 'calculated';
  IF NOT FOUND THEN
    -- Whoever reviewed it first has reviewed it; a later state is a conflict.
    SELECT s.* INTO v_statement FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id;
    IF v_statement.status <> 'reviewed' THEN
      RAISE EXCEPTION USING ERRCODE = 'MS503', MESSAGE = 'the statement cannot take this step from its state',
        DETAIL = format('statement %s is %s; only a calculated one is reviewed', p_statement_id, v_statement.status),
        HINT = 'Calculated statements are reviewed and confirmed, confirmed ones are paid; nothing else goes back but a reopened latest one.';
    END IF;
    RETURN v_statement.status;
  END IF;
  PERFORM audit.record(v_statement.tenant_id, 'settlement.statement.reviewed', p_statement_id::text,
    jsonb_build_object('period_end', v_statement.period_end, 'payout_minor', v_statement.payout_minor), v_actor);
  RETURN 'reviewed';
END
$review$;
COMMENT ON FUNCTION settlement.review(uuid, uuid) IS 'Notes that somebody looked through a calculated statement and found it right, so that another person may confirm it. Reviewing it again changes nothing.';
ALTER FUNCTION settlement.review(uuid, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.review(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.review(uuid, uuid) TO mg_batch;
