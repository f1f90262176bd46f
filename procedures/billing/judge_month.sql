CREATE OR REPLACE FUNCTION billing.judge_month(p_month date, p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, outcome text, reason text, platform_supply_minor bigint, platform_tax_minor bigint, pg_supply_minor bigint, pg_tax_minor bigint)
LANGUAGE sql STABLE
AS $judge_month$
  SELECT m.tenant_id, j.outcome, j.reason, m.platform_supply_minor, m.platform_tax_minor, m.pg_supply_minor, m.pg_tax_minor
  FROM billing.fee_month(p_month, p_tenants) AS m
  JOIN tenancy.tenant AS t ON t.tenant_id = m.tenant_id
  CROSS JOIN LATERAL (SELECT m.platform_supply_minor + m.pg_supply_minor AS supply_minor, m.platform_tax_minor + m.pg_tax_minor AS tax_minor) AS s
  CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM billing.tax_invoice AS i
    WHERE i.tenant_id = m.tenant_id AND i.invoice_month = date_trunc('month', p_month::timestamp)::date AND i.amendment_kind IS NULL AND i.status <> 'cancelled') AS is_billed) AS o
  -- The first that holds. Confirmed statements never change, and what is not confirmed may still be taken back.
  CROSS JOIN LATERAL (SELECT v.outcome, v.reason FROM (VALUES
    (1, NOT m.is_settled, 'waiting', 'a period that ends in the month is not settled: mindgarden settle'),
    (2, m.unconfirmed_count > 0, 'waiting', format('%s statements are not confirmed: mindgarden statement confirm', m.unconfirmed_count)),
    (3, m.unbilled_count = 0 AND m.billed_count > 0, 'unchanged', NULL),
    (4, s.supply_minor = 0 AND s.tax_minor = 0, 'nothing', NULL),
    (5, t.currency <> 'KRW', 'exception', 'a tax invoice is in KRW: bill a tenant of another currency by hand'),
    (6, t.business_number IS NULL, 'exception', 'the tenant has no business registration number: import the tenant with its business_number'),
    (7, o.is_billed, 'exception', 'the month has a tax invoice that misses statements: cancel it while it is not sent, else amend it with kind 2'),
    (8, s.supply_minor > 0 AND s.tax_minor >= 0, 'prepared', NULL),
    (9, s.supply_minor <= 0 AND s.tax_minor <= 0, 'given_back', NULL),
    (10, true, 'exception', format('supply %s and tax %s have different signs: bill it together with another month by hand', s.supply_minor, s.tax_minor))
  ) AS v (place, holds, outcome, reason) WHERE v.holds ORDER BY v.place LIMIT 1) AS j
$judge_month$;
COMMENT ON FUNCTION billing.judge_month(date, uuid[]) IS 'What becomes of tenants'' fees of a month: prepared, given_back (negative: an earlier document is amended), nothing, unchanged, waiting, or an exception with what to do.';
REVOKE ALL ON FUNCTION billing.judge_month(date, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.judge_month(date, uuid[]) TO mg_batch_owner;
