CREATE OR REPLACE FUNCTION settlement.pay(p_statement_id uuid, p_day date DEFAULT NULL, p_actor uuid DEFAULT NULL, p_as_of timestamptz DEFAULT now())
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $pay$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.pay_statement');
  v_statement settlement.statement := settlement.find_statement(p_statement_id);
  v_paid_on date := coalesce(p_day, (SELECT (p_as_of AT TIME ZONE t.time_zone)::date FROM tenancy.tenant AS t WHERE t.tenant_id = v_statement.tenant_id));
  r_hold record;
  r_finding record;
BEGIN
  -- Before the statement's row, as for settling; it keeps balances from being kept while the payout is posted.
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = v_statement.tenant_id ORDER BY c.schedule_code FOR UPDATE;
  PERFORM FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id FOR UPDATE;
  SELECT s.* INTO v_statement FROM settlement.statement AS s WHERE s.tenant_id = v_statement.tenant_id AND s.statement_id = p_statement_id;

  IF v_statement.status = 'paid' AND (p_day IS NULL OR v_statement.paid_on = p_day) THEN
    RETURN v_statement.status;
  ELSIF v_statement.status NOT IN ('confirmed', 'failed') THEN
    RAISE EXCEPTION USING ERRCODE = 'MS503', MESSAGE = 'the statement cannot take this step from its state',
      DETAIL = format('statement %s is %s%s; only a confirmed one, or one that the bank sent back, is paid', p_statement_id, v_statement.status, ' since ' || v_statement.paid_on),
      HINT = 'Calculated statements are reviewed and confirmed, confirmed ones are paid; one that is being paid waits for its batch''s result.';
  END IF;
  SELECT h.reason, h.expires_on INTO r_hold FROM settlement.active_hold(p_as_of) AS h
  WHERE h.tenant_id = v_statement.tenant_id AND h.statement_id = p_statement_id AND h.kind = 'hold'
  ORDER BY h.expires_on DESC LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS511', MESSAGE = 'the statement is held',
      DETAIL = format('statement %s until %s: %s', p_statement_id, r_hold.expires_on, r_hold.reason), HINT = 'mindgarden statement release ends the hold.';
  END IF;
  SELECT f.check_name, f.subject, f.finding INTO r_finding FROM settlement.verify(ARRAY[v_statement.tenant_id]) AS f LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS506', MESSAGE = 'a payout waits until verification finds nothing',
      DETAIL = format('%s: %s: %s', r_finding.check_name, r_finding.subject, r_finding.finding), HINT = 'mindgarden verify --tenant names every finding.';
  END IF;

  -- What the bank may have paid after all is not paid by hand either.
  IF EXISTS (SELECT FROM settlement.payout AS p JOIN settlement.payout_exception AS x ON x.tenant_id = p.tenant_id AND x.payout_id = p.payout_id
      WHERE p.tenant_id = v_statement.tenant_id AND p.statement_id = p_statement_id AND x.status = 'open') THEN
    RAISE EXCEPTION USING ERRCODE = 'MS525', MESSAGE = 'a contradictory answer about an earlier payout is open',
      DETAIL = format('statement %s', p_statement_id), HINT = 'mindgarden payout exceptions lists them; resolve it first.';
  END IF;
  PERFORM settlement.post_payout(ARRAY[v_statement.tenant_id], ARRAY[p_statement_id], ARRAY[v_paid_on], '{confirmed,failed}', 'payout', v_actor);
  RETURN 'paid';
END
$pay$;
COMMENT ON FUNCTION settlement.pay(uuid, date, uuid, timestamptz) IS 'Notes that the payout of a confirmed or failed statement left the bank on a day (none given: today in its zone), unless it is held or verification finds something about its tenant. Noting the same day again changes nothing.';
ALTER FUNCTION settlement.pay(uuid, date, uuid, timestamptz) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.pay(uuid, date, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.pay(uuid, date, uuid, timestamptz) TO mg_batch;
