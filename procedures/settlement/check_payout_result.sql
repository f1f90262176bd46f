CREATE OR REPLACE FUNCTION settlement.check_payout_result(
  p_references text[], p_amounts text[], p_statuses text[], p_paid_on text[])
RETURNS TABLE (place bigint, column_name text, fault text)
LANGUAGE sql STABLE ROWS 10
AS $check_payout_result$
  WITH report AS (
    SELECT r.place, r.reference, btrim(coalesce(r.amount, '')) AS amount, settlement.read_payout_status(r.status) AS status, r.status AS word,
      CASE WHEN btrim(r.paid_on) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND pg_input_is_valid(btrim(r.paid_on), 'date') THEN btrim(r.paid_on)::date END AS paid_on,
      btrim(coalesce(r.paid_on, '')) AS day, count(*) OVER (PARTITION BY r.reference) AS times, p.payout_id, p.amount_minor, p.status AS state, p.payout_on
    FROM unnest(p_references, p_amounts, p_statuses, p_paid_on) WITH ORDINALITY AS r (reference, amount, status, paid_on, place)
    LEFT JOIN settlement.payout AS p ON p.reference = r.reference
  )
  SELECT r.place, f.column_name, f.fault
  FROM report AS r
  CROSS JOIN LATERAL (VALUES
    ('reference', r.payout_id IS NULL, format('no payout has the reference %s', quote_nullable(left(r.reference, 60)))),
    ('reference', r.payout_id IS NOT NULL AND r.times > 1, format('%s stands in the file %s times', r.reference, r.times)),
    ('reference', r.state = 'prepared', format('%s was not sent yet', r.reference)),
    ('amount', r.payout_id IS NOT NULL AND r.amount <> '' AND replace(r.amount, ',', '') <> r.amount_minor::text,
      format('%s is not the payout''s %s', quote_literal(left(r.amount, 30)), r.amount_minor)),
    ('status', r.status IS NULL, format('%s is neither a success nor a failure', quote_nullable(left(r.word, 30)))),
    ('paid_on', r.status = 'succeeded' AND r.paid_on IS NULL, format('%s is no day: a success has one, like 2026-11-25', quote_literal(left(r.day, 30)))),
    ('paid_on', r.status = 'succeeded' AND r.paid_on NOT BETWEEN r.payout_on - 31 AND r.payout_on + 62, format('%s is far from the payout day %s', r.paid_on, r.payout_on))
  ) AS f (column_name, is_fault, fault)
  WHERE f.is_fault
  ORDER BY r.place
$check_payout_result$;
COMMENT ON FUNCTION settlement.check_payout_result(text[], text[], text[], text[]) IS 'What is wrong with the rows of a bank''s answer, by row and column: unknown references, other amounts, words that are no result, days that cannot be. No row: all of them can be taken.';
REVOKE ALL ON FUNCTION settlement.check_payout_result(text[], text[], text[], text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.check_payout_result(text[], text[], text[], text[]) TO mg_batch_owner;
