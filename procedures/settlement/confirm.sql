CREATE OR REPLACE FUNCTION settlement.confirm(p_statement_id uuid, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $confirm$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.confirm_statement');
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
  r_signature record;
BEGIN
  PERFORM FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id FOR UPDATE;
  SELECT s.* INTO v_statement FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id;
  -- Confirming twice is the same confirmation; anything else is a conflict.
  IF v_statement.status = 'confirmed' THEN
    RETURN v_statement.status;
  ELSIF v_statement.status NOT IN ('calculated', 'reviewed') THEN
    RAISE EXCEPTION USING ERRCODE = 'MS503', MESSAGE = 'the statement cannot take this step from its state',
      DETAIL = format('statement %s is %s; only a calculated or reviewed one is confirmed', p_statement_id, v_statement.status),
      HINT = 'Calculated statements are reviewed and confirmed, confirmed ones are paid; nothing else goes back but a reopened latest one.';
  ELSIF identity.is_person(v_actor)
    AND (v_statement.status <> 'reviewed' OR NOT identity.is_person(v_statement.reviewed_by) OR v_statement.reviewed_by = v_actor) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS510', MESSAGE = 'a person confirms only what another person has reviewed',
      DETAIL = format('statement %s is %s%s', p_statement_id, v_statement.status, CASE
        WHEN v_statement.reviewed_by = v_actor THEN ' by the same person' WHEN v_statement.status = 'reviewed' THEN ' by the service' END),
      HINT = 'Let one person review it (mindgarden statement review) and another one confirm it.';
  END IF;

  UPDATE settlement.statement AS s SET status = 'confirmed', confirmed_at = now(), confirmed_by = v_actor
  WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id;
  SELECT g.content_sha256, g.line_count INTO r_signature
  FROM settlement.sign_statement(ARRAY[v_statement.tenant_id], ARRAY[p_statement_id], v_actor) AS g;
  PERFORM audit.record(v_statement.tenant_id, 'settlement.statement.confirmed', p_statement_id::text,
    jsonb_build_object('period_end', v_statement.period_end, 'payout_minor', v_statement.payout_minor, 'reviewed_by', v_statement.reviewed_by,
      'content_sha256', encode(r_signature.content_sha256, 'hex'), 'line_count', r_signature.line_count), v_actor);
  RETURN 'confirmed';
END
$confirm$;
COMMENT ON FUNCTION settlement.confirm(uuid, uuid) IS 'Confirms and signs a statement: from then on only an adjustment or the next period corrects. A person confirms what another one reviewed; the service alone also what is only calculated. Confirming it again changes nothing.';
ALTER FUNCTION settlement.confirm(uuid, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.confirm(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.confirm(uuid, uuid) TO mg_batch;
