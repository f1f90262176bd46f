CREATE OR REPLACE FUNCTION settlement.reopen(p_statement_id uuid, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reopen$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.reopen_statement');
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
BEGIN
  -- As for closing: nobody may be recording while the clock goes back.
  IF NOT pg_try_advisory_xact_lock(core.lock_class('tenant_clock'), settlement.clock_bucket(v_statement.tenant_id)) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS505', MESSAGE = 'the tenant is being recorded or reopened by another',
      DETAIL = format('statement %s', p_statement_id), HINT = 'Try again in a moment.';
  END IF;
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = v_statement.tenant_id FOR UPDATE;

  UPDATE settlement.statement AS s SET status = 'void', voided_at = now(), voided_by = v_actor
  WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id AND s.status IN ('calculated', 'reviewed')
    AND NOT EXISTS (SELECT FROM settlement.statement AS n
      WHERE n.tenant_id = s.tenant_id AND n.schedule_code = s.schedule_code AND n.period_end > s.period_end AND n.status <> 'void');
  IF NOT FOUND THEN
    SELECT s.* INTO v_statement FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id;
    RAISE EXCEPTION USING ERRCODE = 'MS504', MESSAGE = 'only a tenant''s latest calculated statement can be reopened',
      DETAIL = format('statement %s of %s..%s is %s', p_statement_id, v_statement.period_start, v_statement.period_end, v_statement.status),
      HINT = 'Correct it by an adjustment (mindgarden adjust), or reopen the later ones first.';
  END IF;

  DELETE FROM settlement.line AS l
  WHERE l.tenant_id = v_statement.tenant_id AND l.settlement_day BETWEEN v_statement.period_start AND v_statement.period_end
    AND l.statement_id = p_statement_id;
  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT t.tenant_id, t.posted_on, 'statement_reversal', t.source_id, t.leg, t.credit_account, t.debit_account, t.amount_minor, t.currency
  FROM ledger.transfer AS t
  WHERE t.tenant_id = v_statement.tenant_id AND t.posted_on = v_statement.period_end AND t.source_type = 'statement' AND t.source_id = p_statement_id;
  PERFORM ledger.drop_snapshot(v_statement.tenant_id, v_statement.period_end);
  UPDATE settlement.tenant_clock AS c
  SET closed_through = v_statement.period_start - 1, settled_through = v_statement.period_start - 1, volume_through = '-infinity'
  WHERE c.tenant_id = v_statement.tenant_id AND c.schedule_code = v_statement.schedule_code;
  DELETE FROM settlement.rule_volume AS v WHERE v.tenant_id = v_statement.tenant_id AND v.schedule_code = v_statement.schedule_code;
  PERFORM audit.record(v_statement.tenant_id, 'settlement.statement.reopened', p_statement_id::text,
    jsonb_build_object('period_end', v_statement.period_end, 'version', v_statement.version), v_actor);
  RETURN 'void';
END
$reopen$;
COMMENT ON FUNCTION settlement.reopen(uuid, uuid) IS 'Takes a tenant''s latest calculated statement back: it stays as void, its lines are deleted, its entries reversed, its period is open again.';
ALTER FUNCTION settlement.reopen(uuid, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.reopen(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.reopen(uuid, uuid) TO mg_batch;
