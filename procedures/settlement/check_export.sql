CREATE OR REPLACE FUNCTION settlement.check_export(
  p_tenants uuid[], p_from date, p_through date, p_step text, p_is_total boolean, p_currency text, p_mapping_key text)
RETURNS TABLE (currency text, line_count bigint, debit_minor numeric, credit_minor numeric)
LANGUAGE plpgsql STABLE
AS $check_export$
#variable_conflict use_column
DECLARE
  v_unmapped text;
  v_currencies text[];
BEGIN
  SELECT string_agg(format('%s from %s to %s', u.account_code, u.first_day, u.last_day), ', ' ORDER BY u.account_code) FILTER (WHERE u.first_day IS NOT NULL),
    coalesce(array_agg(DISTINCT u.currency), '{}'), sum(u.lines), coalesce(sum(u.debit), 0), coalesce(sum(u.credit), 0)
  INTO v_unmapped, v_currencies, line_count, debit_minor, credit_minor
  FROM (
    SELECT x.account_code, x.currency, min(x.entry_on) FILTER (WHERE x.outside_code IS NULL) AS first_day, max(x.entry_on) FILTER (WHERE x.outside_code IS NULL) AS last_day,
      count(*) AS lines, sum(x.amount_minor) FILTER (WHERE x.side = 'debit') AS debit, sum(x.amount_minor) FILTER (WHERE x.side = 'credit') AS credit
    FROM settlement.export_journal(p_tenants, p_from, p_through, p_step, p_is_total, p_currency, p_mapping_key) AS x
    GROUP BY x.account_code, x.currency
  ) AS u;
  IF v_unmapped IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'ML401', MESSAGE = 'an account has no code in this mapping', DETAIL = format('mapping %s: %s', quote_nullable(p_mapping_key), v_unmapped),
      HINT = 'Give each its code: mindgarden books mapping set.';
  ELSIF cardinality(v_currencies) > 1 THEN
    RAISE EXCEPTION USING ERRCODE = 'ML003', MESSAGE = 'an export holds one currency', DETAIL = format('these were posted: %s', array_to_string(v_currencies, ', ')),
      HINT = 'Name one of them.';
  ELSIF debit_minor <> credit_minor THEN
    RAISE EXCEPTION USING ERRCODE = 'ML901', MESSAGE = 'debits and credits of an export differ', DETAIL = format('debits %s, credits %s (minor units)', debit_minor, credit_minor),
      HINT = 'Nothing was written. mindgarden verify looks for what is wrong.';
  END IF;
  currency := coalesce(v_currencies[1], p_currency);
  line_count := coalesce(line_count, 0);
  RETURN NEXT;
END
$check_export$;
COMMENT ON FUNCTION settlement.check_export(uuid[], date, date, text, boolean, text, text) IS 'What an export will hold: currency, lines, debits and credits. Refuses one that has accounts without a code, several currencies, or debits that are not the credits.';
REVOKE ALL ON FUNCTION settlement.check_export(uuid[], date, date, text, boolean, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.check_export(uuid[], date, date, text, boolean, text, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
