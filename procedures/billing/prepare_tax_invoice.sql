CREATE OR REPLACE FUNCTION billing.prepare_tax_invoice(p_month date, p_tenants uuid[], p_as_of timestamptz, p_actor uuid DEFAULT NULL)
RETURNS TABLE (tenant_key text, outcome text, reason text, tax_invoice_id uuid)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET enable_nestloop = off SET work_mem = '64MB'
AS $prepare_tax_invoice$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'billing.issue_tax_invoice');
  v_month date := date_trunc('month', p_month::timestamp)::date;
  v_last date := (date_trunc('month', p_month::timestamp) + interval '1 month')::date - 1;
  v_supplier jsonb := billing.supplier_on(v_last);
  v_tenants uuid[] := coalesce(p_tenants, (SELECT array_agg(t.tenant_id) FROM tenancy.tenant AS t));
BEGIN
  IF v_last >= (p_as_of AT TIME ZONE 'Asia/Seoul')::date THEN
    RAISE EXCEPTION USING ERRCODE = 'MB002', MESSAGE = 'the month is not over', DETAIL = format('month %s, now %s', to_char(v_month, 'YYYY-MM'), p_as_of),
      HINT = 'A month is billed once its last day is over in Korea.';
  END IF;
  -- As for settling and paying; whoever prepares the same tenant waits here and finds it done.
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = ANY (v_tenants) ORDER BY c.tenant_id, c.schedule_code FOR UPDATE;

  RETURN QUERY
  WITH judged AS MATERIALIZED (
    SELECT * FROM billing.judge_month(v_month, v_tenants)
  ), made AS (
    INSERT INTO billing.tax_invoice (tenant_id, cause, invoice_month, written_on, due_on, currency, supply_minor, tax_minor, total_minor, supplier, buyer, created_by)
    SELECT j.tenant_id, 'fees', v_month, v_last, billing.tax_invoice_due_on(v_last), t.currency, j.platform_supply_minor + j.pg_supply_minor,
      j.platform_tax_minor + j.pg_tax_minor, j.platform_supply_minor + j.pg_supply_minor + j.platform_tax_minor + j.pg_tax_minor, v_supplier,
      billing.buyer_of(j.tenant_id), v_actor
    FROM judged AS j
    JOIN tenancy.tenant AS t ON t.tenant_id = j.tenant_id
    WHERE j.outcome = 'prepared'
    RETURNING *
  ), item AS (
    INSERT INTO billing.tax_invoice_item (tenant_id, tax_invoice_id, item_no, item_code, name_ko, name_en, supply_minor, tax_minor, currency)
    SELECT m.tenant_id, m.tax_invoice_id, n.item_no, i.item_code, n.name_ko, n.name_en, i.supply_minor, i.tax_minor, m.currency
    FROM made AS m
    JOIN judged AS j ON j.tenant_id = m.tenant_id
    CROSS JOIN LATERAL (VALUES ('platform_fee', j.platform_supply_minor, j.platform_tax_minor), ('pg_fee', j.pg_supply_minor, j.pg_tax_minor)) AS i (item_code, supply_minor, tax_minor)
    CROSS JOIN LATERAL billing.item_name(i.item_code) AS n
    WHERE (i.supply_minor, i.tax_minor) <> (0, 0)
    RETURNING 1
  ), link AS (
    INSERT INTO billing.tax_invoice_statement (tenant_id, tax_invoice_id, statement_id)
    SELECT m.tenant_id, m.tax_invoice_id, f.statement_id
    FROM made AS m
    JOIN billing.statement_fee AS f ON f.tenant_id = m.tenant_id AND f.period_end BETWEEN v_month AND v_last
    WHERE NOT EXISTS (SELECT FROM billing.tax_invoice_statement AS l WHERE l.tenant_id = f.tenant_id AND l.statement_id = f.statement_id AND l.is_live)
    RETURNING 1
  ), noted AS (
    SELECT m.tenant_id, m.tax_invoice_id, audit.record(m.tenant_id, 'billing.tax_invoice.prepared', m.tax_invoice_id::text,
      jsonb_build_object('month', v_month, 'supply_minor', m.supply_minor, 'tax_minor', m.tax_minor, 'due_on', m.due_on), v_actor) AS entry_id
    FROM made AS m
  )
  SELECT t.tenant_key, j.outcome, j.reason, n.tax_invoice_id
  FROM judged AS j
  JOIN tenancy.tenant AS t ON t.tenant_id = j.tenant_id
  LEFT JOIN noted AS n ON n.tenant_id = j.tenant_id AND n.entry_id IS NOT NULL
  WHERE j.outcome <> 'given_back'
  ORDER BY t.tenant_key COLLATE "C";

  RETURN QUERY
  SELECT t.tenant_key, g.outcome, g.reason, g.tax_invoice_id
  FROM billing.give_back_month(v_month, v_tenants, v_actor) AS g
  JOIN tenancy.tenant AS t ON t.tenant_id = g.tenant_id
  ORDER BY t.tenant_key COLLATE "C", g.tax_invoice_id;
END
$prepare_tax_invoice$;
COMMENT ON FUNCTION billing.prepare_tax_invoice(date, uuid[], timestamptz, uuid) IS 'Makes the tax invoices for headquarters'' fees of a month as drafts, one a tenant, and says of each tenant what became of it. Doing it again changes nothing.';
ALTER FUNCTION billing.prepare_tax_invoice(date, uuid[], timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.prepare_tax_invoice(date, uuid[], timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.prepare_tax_invoice(date, uuid[], timestamptz, uuid) TO mg_batch;
