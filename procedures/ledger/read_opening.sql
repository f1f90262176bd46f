CREATE OR REPLACE FUNCTION ledger.read_opening(p_rows jsonb)
RETURNS TABLE (line_number bigint, tenant_id uuid, tenant_key text, currency text, account_code text, side text, amount_minor bigint, opened_on date, fault text)
LANGUAGE sql STABLE ROWS 1000
AS $read_opening$
  SELECT r.line_number, t.tenant_id, r.tenant_key, t.currency, r.account, r.side, a.minor, a.day,
    CASE
      WHEN t.tenant_id IS NULL THEN format('unknown tenant %s', quote_nullable(r.tenant_key))
      WHEN coalesce(r.currency, '') NOT IN ('', t.currency) THEN format('currency %s, but the tenant''s is %s', quote_nullable(r.currency), t.currency)
      WHEN c.account_code IS NULL THEN format('unknown account %s', quote_nullable(r.account))
      -- What these hold is owed by events and statements that are here; no later statement would ever clear an opening.
      WHEN r.account IN ('unsettled_sales', 'tenant_payable', 'tenant_carry', 'holdback_payable') THEN
        format('account %s takes no opening balance: bring its payments, or give an adjustment', r.account)
      WHEN r.side IS NULL OR r.side NOT IN ('debit', 'credit') THEN format('side %s is neither debit nor credit', quote_nullable(r.side))
      WHEN a.minor IS NULL OR a.minor <= 0 THEN format('amount %s is no positive amount in %s', quote_nullable(r.amount), t.currency)
      WHEN a.day IS NULL OR a.day NOT BETWEEN '2000-01-01' AND '2100-12-31' THEN format('date %s is no day like 2026-01-01', quote_nullable(r.date))
      WHEN count(*) OVER (PARTITION BY t.tenant_id, a.day, r.account) > 1 THEN format('account %s stands more than once for tenant %s on %s', r.account, r.tenant_key, a.day)
    END
  FROM jsonb_to_recordset(p_rows) AS r (line_number bigint, tenant_key text, account text, side text, amount text, currency text, date text)
  LEFT JOIN tenancy.tenant AS t ON t.tenant_key = r.tenant_key
  LEFT JOIN core.currency AS k ON k.currency = t.currency
  LEFT JOIN ledger.account AS c ON c.account_code = r.account
  CROSS JOIN LATERAL (SELECT
    CASE WHEN r.amount ~ '^[0-9]{1,15}([.][0-9]{1,9})?$' AND length(split_part(r.amount, '.', 2)) <= k.decimals
      THEN core.minor_units(r.amount, t.currency) END AS minor,
    CASE WHEN r.date ~ '^\d{4}-\d{2}-\d{2}$' AND pg_input_is_valid(r.date, 'date') THEN r.date::date END AS day) AS a
$read_opening$;
COMMENT ON FUNCTION ledger.read_opening(jsonb) IS 'The rows of an opening file as typed lines, each with the reason why it can''t be taken.';
REVOKE ALL ON FUNCTION ledger.read_opening(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.read_opening(jsonb) TO mg_batch_owner;
