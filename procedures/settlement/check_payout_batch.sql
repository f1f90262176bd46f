CREATE OR REPLACE FUNCTION settlement.check_payout_batch(p_batch settlement.payout_batch, p_as_of timestamptz) RETURNS void
LANGUAGE plpgsql STABLE
AS $check_payout_batch$
DECLARE
  r_found record;
BEGIN
  SELECT p.reference, x.reported_status INTO r_found
  FROM settlement.payout AS p
  JOIN settlement.payout AS o ON o.tenant_id = p.tenant_id AND o.statement_id = p.statement_id
  JOIN settlement.payout_exception AS x ON x.tenant_id = o.tenant_id AND x.payout_id = o.payout_id AND x.status = 'open'
  WHERE p.payout_batch_id = p_batch.payout_batch_id
  ORDER BY p.line_number LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS525', MESSAGE = 'a contradictory answer about an earlier payout is open',
      DETAIL = format('%s: its statement was reported as %s', r_found.reference, r_found.reported_status),
      HINT = 'mindgarden payout exceptions lists them; cancel the batch and resolve the exception.';
  END IF;
  SELECT p.reference, h.reason, h.expires_on INTO r_found
  FROM settlement.active_hold(p_as_of) AS h
  JOIN settlement.payout AS p ON p.tenant_id = h.tenant_id AND p.statement_id = h.statement_id
  WHERE p.payout_batch_id = p_batch.payout_batch_id
  ORDER BY p.line_number LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS511', MESSAGE = 'the statement is held', DETAIL = format('payout %s until %s: %s', r_found.reference, r_found.expires_on, r_found.reason),
      HINT = 'mindgarden statement release ends the hold; or cancel the batch and prepare it anew to pay the others.';
  END IF;
  SELECT f.* INTO r_found
  FROM settlement.verify(ARRAY(SELECT DISTINCT p.tenant_id FROM settlement.payout AS p WHERE p.payout_batch_id = p_batch.payout_batch_id)) AS f LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS506', MESSAGE = 'a payout waits until verification finds nothing',
      DETAIL = format('%s: %s: %s: %s', r_found.tenant_key, r_found.check_name, r_found.subject, r_found.finding),
      HINT = 'mindgarden verify --tenant names every finding; cancel the batch and prepare it anew to pay the others.';
  END IF;
END
$check_payout_batch$;
COMMENT ON FUNCTION settlement.check_payout_batch(settlement.payout_batch, timestamptz) IS 'Refuses a batch that holds a payout of a tenant about whom verification finds something, of a statement that is held, or of one about which a contradictory answer is open.';
REVOKE ALL ON FUNCTION settlement.check_payout_batch(settlement.payout_batch, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.check_payout_batch(settlement.payout_batch, timestamptz) TO mg_batch_owner;
