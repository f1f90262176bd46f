CREATE OR REPLACE FUNCTION billing.late_penalty(p_supply_minor bigint, p_written_on date, p_due_on date, p_issued_on date, p_sent_on date, p_today date) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
AS $late_penalty$
  -- Parts per thousand of the supply value (VAT Act art. 60): issued late 10, not at all 20; else sent late 3, not at all 5.
  SELECT trunc(abs(p_supply_minor)::numeric * CASE
    WHEN coalesce(p_issued_on, p_today) > p_due_on THEN CASE WHEN coalesce(p_issued_on, p_today) <= billing.return_due_on(p_written_on) THEN 10 ELSE 20 END
    WHEN coalesce(p_sent_on, p_today) > billing.send_by(p_issued_on) THEN CASE WHEN coalesce(p_sent_on, p_today) <= billing.return_due_on(p_written_on) THEN 3 ELSE 5 END
    ELSE 0 END / 1000)::bigint
$late_penalty$;
COMMENT ON FUNCTION billing.late_penalty(bigint, date, date, date, date, date) IS 'What being late with a tax invoice costs, if it is done today where it is not done yet (null).';
REVOKE ALL ON FUNCTION billing.late_penalty(bigint, date, date, date, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.late_penalty(bigint, date, date, date, date, date) TO mg_app, mg_batch, mg_batch_owner, mg_operator, mg_auditor;
