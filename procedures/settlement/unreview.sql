CREATE OR REPLACE FUNCTION settlement.unreview(p_statement_id uuid, p_reason text, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $unreview$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.review_statement');
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
BEGIN
  IF coalesce(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS012', MESSAGE = 'taking this back needs a reason',
      DETAIL = format('statement %s', p_statement_id), HINT = 'Say why.';
  END IF;
  PERFORM FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id FOR UPDATE;
  SELECT s.* INTO v_statement FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id;
  IF v_statement.status = 'calculated' THEN
    RETURN v_statement.status;
  ELSIF v_statement.status <> 'reviewed' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS503', MESSAGE = 'the statement cannot take this step from its state',
      DETAIL = format('statement %s is %s; only the review of a reviewed one is taken back', p_statement_id, v_statement.status),
      HINT = 'A confirmed statement stays; correct it by an adjustment or in the next period.';
  END IF;
  UPDATE settlement.statement AS s SET status = 'calculated', reviewed_at = NULL, reviewed_by = NULL
  WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id;
  PERFORM audit.record(v_statement.tenant_id, 'settlement.statement.unreviewed', p_statement_id::text,
    jsonb_build_object('reason', p_reason, 'reviewed_by', v_statement.reviewed_by), v_actor);
  RETURN 'calculated';
END
$unreview$;
COMMENT ON FUNCTION settlement.unreview(uuid, text, uuid) IS 'Takes the review of a statement back, for a reason: it is only calculated again. Taking it back twice is once.';
ALTER FUNCTION settlement.unreview(uuid, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.unreview(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.unreview(uuid, text, uuid) TO mg_batch;
