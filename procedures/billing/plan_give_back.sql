CREATE OR REPLACE FUNCTION billing.plan_give_back(p_month date, p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, amends_id uuid, item_code text, supply_minor bigint, tax_minor bigint, is_covered boolean)
LANGUAGE sql STABLE
AS $plan_give_back$
  WITH need AS (
    SELECT j.tenant_id, n.item_code, n.supply_minor, n.tax_minor
    FROM billing.judge_month(p_month, p_tenants) AS j
    CROSS JOIN LATERAL (VALUES ('platform_fee', j.platform_supply_minor, j.platform_tax_minor), ('pg_fee', j.pg_supply_minor, j.pg_tax_minor)) AS n (item_code, supply_minor, tax_minor)
    WHERE j.outcome = 'given_back' AND (n.supply_minor, n.tax_minor) <> (0, 0)
  ), held AS (
    -- The newest document that the tax service has comes first.
    SELECT b.tenant_id, b.tax_invoice_id, b.item_code, b.supply_minor, b.tax_minor, sum(b.supply_minor) OVER newest - b.supply_minor AS supply_before,
      sum(b.tax_minor) OVER newest - b.tax_minor AS tax_before, row_number() OVER newest AS place
    FROM billing.tax_invoice AS i
    JOIN billing.tax_invoice_balance AS b ON b.tenant_id = i.tenant_id AND b.tax_invoice_id = i.tax_invoice_id
    WHERE i.tenant_id = ANY (p_tenants) AND i.status = 'sent' AND i.tax_type = 'taxable'
      AND i.invoice_month < date_trunc('month', p_month::timestamp)::date AND b.supply_minor >= 0 AND b.tax_minor >= 0
    WINDOW newest AS (PARTITION BY b.tenant_id, b.item_code ORDER BY i.written_on DESC, i.tax_invoice_id DESC)
  ), taken AS (
    SELECT n.tenant_id, h.tax_invoice_id, n.item_code,
      -- A component that is charged although the month gives back goes onto the newest document, whole.
      CASE WHEN n.supply_minor > 0 THEN CASE WHEN h.place = 1 THEN n.supply_minor ELSE 0 END
        ELSE -least(h.supply_minor, greatest(-n.supply_minor - h.supply_before, 0)) END::bigint AS supply_minor,
      CASE WHEN n.tax_minor > 0 THEN CASE WHEN h.place = 1 THEN n.tax_minor ELSE 0 END
        ELSE -least(h.tax_minor, greatest(-n.tax_minor - h.tax_before, 0)) END::bigint AS tax_minor
    FROM need AS n
    JOIN held AS h ON h.tenant_id = n.tenant_id AND h.item_code = n.item_code
  ), covered AS (
    SELECT n.tenant_id, bool_and(coalesce(t.supply_minor, 0) = n.supply_minor AND coalesce(t.tax_minor, 0) = n.tax_minor) AS is_covered
    FROM need AS n
    LEFT JOIN (SELECT k.tenant_id, k.item_code, sum(k.supply_minor) AS supply_minor, sum(k.tax_minor) AS tax_minor FROM taken AS k GROUP BY 1, 2) AS t
      ON t.tenant_id = n.tenant_id AND t.item_code = n.item_code
    GROUP BY n.tenant_id
  ), whole AS (
    SELECT k.*, sum(k.supply_minor + k.tax_minor) OVER (PARTITION BY k.tenant_id, k.tax_invoice_id) AS total_minor
    FROM taken AS k WHERE (k.supply_minor, k.tax_minor) <> (0, 0)
  )
  SELECT c.tenant_id, w.tax_invoice_id, w.item_code, w.supply_minor, w.tax_minor,
    c.is_covered AND NOT EXISTS (SELECT FROM whole AS z WHERE z.tenant_id = c.tenant_id AND z.total_minor = 0)
  FROM covered AS c
  LEFT JOIN whole AS w ON w.tenant_id = c.tenant_id
$plan_give_back$;
COMMENT ON FUNCTION billing.plan_give_back(date, uuid[]) IS 'Which earlier documents a month that gave back more fees than it charged takes it from: the newest first, never below zero. Not covered: a person decides.';
REVOKE ALL ON FUNCTION billing.plan_give_back(date, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.plan_give_back(date, uuid[]) TO mg_batch_owner;
