CREATE OR REPLACE FUNCTION settlement.refuse_chargeback_step(p_case settlement.chargeback_case, p_wanted text) RETURNS void
LANGUAGE plpgsql IMMUTABLE
AS $refuse_chargeback_step$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'MS530', MESSAGE = 'the chargeback case cannot take this step from its state',
    DETAIL = format('case %s is %s; it cannot become %s', p_case.gateway_ref, p_case.status, p_wanted),
    HINT = 'An open case is won, lost or withdrawn; a lost one may still be won.';
END
$refuse_chargeback_step$;
COMMENT ON FUNCTION settlement.refuse_chargeback_step(settlement.chargeback_case, text) IS 'Refuses a step that a chargeback case cannot take from its state.';
REVOKE ALL ON FUNCTION settlement.refuse_chargeback_step(settlement.chargeback_case, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.refuse_chargeback_step(settlement.chargeback_case, text) TO mg_batch_owner;
