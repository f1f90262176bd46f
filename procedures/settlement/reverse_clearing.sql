CREATE OR REPLACE FUNCTION settlement.reverse_clearing(p_exceptions uuid[]) RETURNS bigint
LANGUAGE plpgsql
AS $reverse_clearing$
DECLARE
  v_count bigint;
BEGIN
  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT s.tenant_id, s.posted_on, 'gateway_reversal', s.source_id, s.leg,
    CASE WHEN s.amount_minor > 0 THEN s.credit_account ELSE s.debit_account END,
    CASE WHEN s.amount_minor > 0 THEN s.debit_account ELSE s.credit_account END, abs(s.amount_minor), s.currency
  FROM settlement.gateway_exception AS x
  CROSS JOIN LATERAL settlement.clearing_leg(x) AS s
  WHERE x.gateway_exception_id = ANY (p_exceptions) AND x.reversed_at IS NULL;
  PERFORM ledger.drop_snapshot(x.tenant_id, x.resolved_on) FROM settlement.gateway_exception AS x
  WHERE x.gateway_exception_id = ANY (p_exceptions) AND x.reversed_at IS NULL AND x.resolution IN ('write_off', 'received');
  UPDATE settlement.gateway_exception AS x SET reversed_at = now()
  WHERE x.gateway_exception_id = ANY (p_exceptions) AND x.reversed_at IS NULL AND x.resolution IN ('write_off', 'received');
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$reverse_clearing$;
COMMENT ON FUNCTION settlement.reverse_clearing(uuid[]) IS 'Reverses the resolving entries of exceptions whose row or event was taken back; returns how many.';
REVOKE ALL ON FUNCTION settlement.reverse_clearing(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.reverse_clearing(uuid[]) TO mg_batch_owner;
