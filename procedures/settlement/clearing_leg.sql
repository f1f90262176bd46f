CREATE OR REPLACE FUNCTION settlement.clearing_leg(p_exception settlement.gateway_exception)
RETURNS TABLE (tenant_id uuid, posted_on date, source_id uuid, leg text, debit_account text, credit_account text, amount_minor bigint, currency text)
LANGUAGE sql IMMUTABLE ROWS 1
AS $clearing_leg$
  SELECT p_exception.tenant_id, p_exception.resolved_on, p_exception.gateway_exception_id, p_exception.resolution,
    CASE p_exception.resolution WHEN 'received' THEN 'bank' ELSE 'gateway_difference' END, 'pg_receivable',
    -- What a posted row left over lies in the receivable with the opposite sign.
    CASE p_exception.side WHEN 'event' THEN p_exception.amount_minor ELSE -p_exception.amount_minor END, p_exception.currency
  WHERE p_exception.resolution IN ('write_off', 'received') AND p_exception.amount_minor <> 0
$clearing_leg$;
COMMENT ON FUNCTION settlement.clearing_leg(settlement.gateway_exception) IS 'What the resolving entry of an exception moves in the ledger: what is open leaves the receivable. A negative amount swaps the sides.';
REVOKE ALL ON FUNCTION settlement.clearing_leg(settlement.gateway_exception) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.clearing_leg(settlement.gateway_exception) TO mg_batch_owner;
