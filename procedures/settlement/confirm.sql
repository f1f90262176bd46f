CREATE OR REPLACE FUNCTION settlement.confirm(p_statement_id uuid, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $confirm$
DECLARE
  v_actor uuid := coalesce(p_actor, identity.service_user_id('settlement'));
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
BEGIN
  UPDATE settlement.statement AS s SET status = 'confirmed', confirmed_at = now(), confirmed_by = v_actor
  WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id AND s.status = 'calculated';
  IF NOT FOUND THEN
    -- Confirming twice is the same confirmation; anything else is a conflict.
    SELECT s.* INTO v_statement FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id;
    IF v_statement.status <> 'confirmed' THEN
      RAISE EXCEPTION USING ERRCODE = 'MS503', MESSAGE = 'the statement cannot take this step from its state',
        DETAIL = format('statement %s is %s; only a calculated one is confirmed', p_statement_id, v_statement.status),
        HINT = 'Calculated statements are confirmed, confirmed ones are paid; nothing else goes back but a reopened latest one.';
    END IF;
    RETURN v_statement.status;
  END IF;
  PERFORM audit.record(v_statement.tenant_id, 'settlement.statement.confirmed', p_statement_id::text,
    jsonb_build_object('period_end', v_statement.period_end, 'payout_minor', v_statement.payout_minor), v_actor);
  RETURN 'confirmed';
END
$confirm$;
COMMENT ON FUNCTION settlement.confirm(uuid, uuid) IS 'Confirms a calculated statement: from then on only an adjustment or the next period corrects. Confirming it again changes nothing.';
ALTER FUNCTION settlement.confirm(uuid, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.confirm(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.confirm(uuid, uuid) TO mg_batch;
