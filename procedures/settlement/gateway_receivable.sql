CREATE OR REPLACE FUNCTION settlement.gateway_receivable(p_tenants uuid[], p_as_of date)
RETURNS TABLE (currency text, reason text, gateway_day date, age_days integer, entry_count bigint, amount_minor bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $gateway_receivable$
  WITH k AS MATERIALIZED (SELECT coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t), '{}') AS ids)
  SELECT u.currency, u.reason, u.day, p_as_of - u.day, count(*), sum(u.amount)::bigint
  FROM (
    SELECT e.currency, 'unmatched_event', e.business_day, e.open_minor FROM k, settlement.open_gateway_event(k.ids) AS e
    UNION ALL
    SELECT m.currency, 'not_paid_yet', m.paid_out_on, m.matched_minor
    FROM settlement.gateway_match AS m
    JOIN settlement.gateway_row AS r ON r.gateway_row_id = m.gateway_row_id AND r.posted_at IS NULL
    WHERE m.tenant_id = ANY ((SELECT k.ids FROM k)::uuid[])
    UNION ALL
    SELECT r.currency, 'left_over_row', r.paid_out_on, -r.open_minor FROM k, settlement.open_gateway_row(k.ids) AS r WHERE r.is_posted
    UNION ALL
    -- What was disposed of stands in an opening; the rows that settled it are still posted.
    SELECT m.currency, 'opening', m.paid_out_on, -m.matched_minor
    FROM settlement.gateway_match AS m
    JOIN settlement.gateway_row AS r ON r.gateway_row_id = m.gateway_row_id AND r.posted_at IS NOT NULL
    JOIN settlement.disposed_through AS d ON d.tenant_id = m.tenant_id AND d.disposed_on >= m.settlement_day
    WHERE m.tenant_id = ANY ((SELECT k.ids FROM k)::uuid[]) AND NOT EXISTS (SELECT FROM commerce.payment_event AS e
      WHERE e.tenant_id = m.tenant_id AND e.settlement_day = m.settlement_day AND e.payment_event_id = m.payment_event_id)
    UNION ALL
    SELECT o.currency, 'opening', o.opened_on, CASE l.side WHEN 'debit' THEN l.amount_minor ELSE -l.amount_minor END
    FROM ledger.opening_line AS l
    JOIN ledger.opening AS o ON o.tenant_id = l.tenant_id AND o.opening_id = l.opening_id
    WHERE l.tenant_id = ANY ((SELECT k.ids FROM k)::uuid[]) AND l.account_code = 'pg_receivable'
  ) AS u (currency, reason, day, amount)
  GROUP BY u.currency, u.reason, u.day
  ORDER BY u.currency, u.reason, u.day
$gateway_receivable$;
COMMENT ON FUNCTION settlement.gateway_receivable(uuid[], date) IS 'What lies in the gateway receivable of tenants (null: all), by reason, day and age: events that no row covers, matched rows not posted as paid yet, and, negative, what posted rows left over; what another system brought. Its sum is the account''s balance.';
ALTER FUNCTION settlement.gateway_receivable(uuid[], date) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.gateway_receivable(uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.gateway_receivable(uuid[], date) TO mg_batch;
