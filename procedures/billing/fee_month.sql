CREATE OR REPLACE FUNCTION billing.fee_month(p_month date, p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, is_settled boolean, unconfirmed_count bigint, unbilled_count bigint, billed_count bigint,
  platform_supply_minor bigint, platform_tax_minor bigint, pg_supply_minor bigint, pg_tax_minor bigint)
LANGUAGE sql STABLE
AS $fee_month$
  WITH day AS MATERIALIZED (
    SELECT date_trunc('month', p_month::timestamp)::date AS first, (date_trunc('month', p_month::timestamp) + interval '1 month')::date - 1 AS last
  ), unsettled AS MATERIALIZED (
    -- A schedule with a period that ends in the month and is not settled yet.
    SELECT DISTINCT c.tenant_id
    FROM settlement.tenant_clock AS c
    CROSS JOIN day
    WHERE c.tenant_id = ANY (p_tenants) AND c.settled_through < day.last AND CASE
      WHEN c.settled_through = '-infinity' THEN EXISTS (SELECT FROM commerce.payment_event AS e
        WHERE e.tenant_id = c.tenant_id AND e.settlement_day BETWEEN greatest(c.opens_on, day.first) AND day.last AND e.schedule_code = c.schedule_code)
      ELSE EXISTS (SELECT FROM settlement.terms AS m
        WHERE m.tenant_id = c.tenant_id AND m.schedule_code = c.schedule_code AND m.valid_during @> day.last
          AND settlement.period_end(m.cycle, c.settled_through + 1) <= day.last)
      END
  ), fee AS MATERIALIZED (
    SELECT f.*, l.tax_invoice_id IS NOT NULL AS is_billed, f.status IN ('confirmed', 'paying', 'failed', 'paid') AS is_confirmed
    FROM billing.statement_fee AS f
    CROSS JOIN day
    LEFT JOIN billing.tax_invoice_statement AS l ON l.tenant_id = f.tenant_id AND l.statement_id = f.statement_id AND l.is_live
    WHERE f.tenant_id = ANY (p_tenants) AND f.period_end BETWEEN day.first AND day.last
  )
  SELECT t.tenant_id, NOT EXISTS (SELECT FROM unsettled AS u WHERE u.tenant_id = t.tenant_id),
    count(*) FILTER (WHERE NOT f.is_confirmed), count(*) FILTER (WHERE NOT f.is_billed),
    count(*) FILTER (WHERE f.is_billed),
    coalesce(sum(f.platform_supply_minor) FILTER (WHERE NOT f.is_billed), 0)::bigint, coalesce(sum(f.platform_tax_minor) FILTER (WHERE NOT f.is_billed), 0)::bigint,
    coalesce(sum(f.pg_supply_minor) FILTER (WHERE NOT f.is_billed), 0)::bigint, coalesce(sum(f.pg_tax_minor) FILTER (WHERE NOT f.is_billed), 0)::bigint
  FROM unnest(p_tenants) AS t (tenant_id)
  LEFT JOIN fee AS f ON f.tenant_id = t.tenant_id
  GROUP BY t.tenant_id
$fee_month$;
COMMENT ON FUNCTION billing.fee_month(date, uuid[]) IS 'What of tenants'' fees in a month (of the statements whose period ends in it) is not billed yet, and whether the month is settled and confirmed.';
REVOKE ALL ON FUNCTION billing.fee_month(date, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.fee_month(date, uuid[]) TO mg_batch_owner;
