CREATE OR REPLACE FUNCTION settlement.expected_payout_on(p_terms settlement.terms, p_period_end date) RETURNS date
LANGUAGE sql STABLE
AS $expected_payout_on$
  SELECT settlement.payout_date(p_period_end, p_terms.payout_delay_business_days, p_terms.payout_delay_days, p_terms.payout_weekdays,
    p_terms.payout_month_days, p_terms.payout_day_policy)
$expected_payout_on$;
COMMENT ON FUNCTION settlement.expected_payout_on(settlement.terms, date) IS 'When a period that is not settled yet will be paid by its terms.';
REVOKE ALL ON FUNCTION settlement.expected_payout_on(settlement.terms, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.expected_payout_on(settlement.terms, date) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
