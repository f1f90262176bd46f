CREATE OR REPLACE FUNCTION billing.return_due_on(p_written_on date) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
AS $return_due_on$
  -- Half-years end in June and December; the business day after the 24th is the 25th itself, or the first one after it.
  SELECT core.add_business_days((date_trunc('year', p_written_on::timestamp)
    + CASE WHEN extract(month FROM p_written_on) <= 6 THEN interval '6 months' ELSE interval '1 year' END)::date + 23, 1)
$return_due_on$;
COMMENT ON FUNCTION billing.return_due_on(date) IS 'By when the VAT of a day''s half-year is returned for good: 25 July or 25 January, or the business day after it. What is not issued or sent by then counts as never.';
REVOKE ALL ON FUNCTION billing.return_due_on(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.return_due_on(date) TO mg_app, mg_batch, mg_batch_owner, mg_operator, mg_auditor;
