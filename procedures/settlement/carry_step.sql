CREATE OR REPLACE FUNCTION settlement.carry_step(p_carry bigint, p_change bigint, p_minimum_payout bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $carry_step$
DECLARE
  v_balance bigint := coalesce(p_carry, 0) + p_change;
BEGIN
  IF v_balance > 0 AND v_balance >= p_minimum_payout THEN
    RETURN 0;
  END IF;
  RETURN v_balance;
END
$carry_step$;
COMMENT ON FUNCTION settlement.carry_step(bigint, bigint, bigint) IS 'What is carried on from a period: nothing if the balance is paid out, else the balance.';
REVOKE ALL ON FUNCTION settlement.carry_step(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.carry_step(bigint, bigint, bigint) TO mg_batch_owner;

-- A window aggregate carries balances through any number of periods in one pass, where a recursive query would join per period.
CREATE OR REPLACE AGGREGATE settlement.carry_out(bigint, bigint) (SFUNC = settlement.carry_step, STYPE = bigint);
COMMENT ON AGGREGATE settlement.carry_out(bigint, bigint) IS 'Over a tenant''s periods in order: the balance carried out of each. Arguments: change of the period, minimum payout.';
REVOKE ALL ON FUNCTION settlement.carry_out(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.carry_out(bigint, bigint) TO mg_batch_owner;
