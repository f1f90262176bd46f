-- Its own settings: summed up by hash, since the planner, who expects few lines, would sort them all first.
CREATE OR REPLACE FUNCTION settlement.line_total(p_tenants uuid[], p_statements uuid[], p_starts date[], p_ends date[])
RETURNS TABLE (
  tenant_id uuid, statement_id uuid, gross_sales bigint, discount_given bigint, discount_returned bigint, refunds bigint, chargebacks bigint,
  platform_fee bigint, pg_fee bigint, waived bigint, sales_vat bigint, tax_free bigint, zero_rated bigint,
  captures integer, refunded integer, charged_back integer)
LANGUAGE plpgsql STABLE ROWS 1000
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET enable_sort = off
AS $line_total$
BEGIN
  RETURN QUERY
  SELECT k.tenant_id, k.statement_id,
    coalesce(sum(k.sales) FILTER (WHERE k.kind = 'capture'), 0)::bigint,
    coalesce(sum(k.discount) FILTER (WHERE k.kind = 'capture'), 0)::bigint,
    -coalesce(sum(k.discount) FILTER (WHERE k.kind <> 'capture'), 0)::bigint,
    -coalesce(sum(k.sales) FILTER (WHERE k.kind = 'refund'), 0)::bigint,
    -coalesce(sum(k.sales) FILTER (WHERE k.kind = 'chargeback'), 0)::bigint,
    sum(k.platform_fee)::bigint, sum(k.pg_fee)::bigint, sum(k.waived)::bigint,
    sum(k.vat)::bigint, sum(k.tax_free)::bigint, sum(k.zero_rated)::bigint,
    coalesce(sum(k.lines) FILTER (WHERE k.kind = 'capture'), 0)::integer,
    coalesce(sum(k.lines) FILTER (WHERE k.kind = 'refund'), 0)::integer,
    coalesce(sum(k.lines) FILTER (WHERE k.kind = 'chargeback'), 0)::integer
  FROM (
    -- By kind first, so that nothing is asked of each line.
    SELECT l.tenant_id, l.statement_id, l.kind, count(*) AS lines,
      pricing.running_sum(l.sales_minor) AS sales, pricing.running_sum(l.discount_minor) AS discount,
      pricing.running_sum(l.platform_fee_minor) AS platform_fee, pricing.running_sum(l.pg_fee_minor) AS pg_fee,
      pricing.running_sum(l.waived_minor) AS waived, pricing.running_sum(l.vat_minor) AS vat,
      pricing.running_sum(l.tax_free_minor) AS tax_free, pricing.running_sum(l.zero_rated_minor) AS zero_rated
    FROM settlement.line AS l
    WHERE l.tenant_id = ANY (p_tenants) AND l.statement_id = ANY (p_statements)
      AND l.settlement_day BETWEEN core.earliest_day(p_starts) AND core.latest_day(p_ends)
    GROUP BY l.tenant_id, l.statement_id, l.kind) AS k
  GROUP BY k.tenant_id, k.statement_id;
END
$line_total$;
COMMENT ON FUNCTION settlement.line_total(uuid[], uuid[], date[], date[]) IS 'The lines of statements summed up: the figures that a statement takes from them.';
REVOKE ALL ON FUNCTION settlement.line_total(uuid[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.line_total(uuid[], uuid[], date[], date[]) TO mg_batch_owner;
