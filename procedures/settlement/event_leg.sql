CREATE OR REPLACE FUNCTION settlement.event_leg(p_kind text, p_is_reversal boolean, p_amount_minor bigint, p_discount_minor bigint)
RETURNS TABLE (leg text, debit_account text, credit_account text, amount_minor bigint)
LANGUAGE sql IMMUTABLE ROWS 2
AS $event_leg$
  SELECT v.leg, v.debit_account, 'unsettled_sales', CASE WHEN (p_kind = 'capture') = p_is_reversal THEN -v.amount ELSE v.amount END
  FROM (VALUES ('payment', 'pg_receivable', p_amount_minor), ('discount', 'promotion_expense', p_discount_minor)) AS v (leg, debit_account, amount)
$event_leg$;
COMMENT ON FUNCTION settlement.event_leg(text, boolean, bigint, bigint) IS 'What a payment event moves in the ledger when it is recorded. The discount that a refund takes back moves with its statement, since only the closed order of refunds decides it.';
REVOKE ALL ON FUNCTION settlement.event_leg(text, boolean, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.event_leg(text, boolean, bigint, bigint) TO mg_batch_owner;
