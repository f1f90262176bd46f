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
  SELECT l.tenant_id, l.statement_id,
    coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'capture'), 0)::bigint,
    coalesce(sum(l.discount_minor) FILTER (WHERE l.kind = 'capture'), 0)::bigint,
    -coalesce(sum(l.discount_minor) FILTER (WHERE l.kind <> 'capture'), 0)::bigint,
    -coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'refund'), 0)::bigint,
    -coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'chargeback'), 0)::bigint,
    sum(l.platform_fee_minor)::bigint, sum(l.pg_fee_minor)::bigint, sum(l.waived_minor)::bigint,
    sum(l.vat_minor)::bigint, sum(l.tax_free_minor)::bigint, sum(l.zero_rated_minor)::bigint,
    count(*) FILTER (WHERE l.kind = 'capture')::integer,
    count(*) FILTER (WHERE l.kind = 'refund')::integer,
    count(*) FILTER (WHERE l.kind = 'chargeback')::integer
  FROM settlement.line AS l
  WHERE l.tenant_id = ANY (p_tenants) AND l.statement_id = ANY (p_statements)
    AND l.settlement_day BETWEEN core.earliest_day(p_starts) AND core.latest_day(p_ends)
  GROUP BY l.tenant_id, l.statement_id;
END
$line_total$;
COMMENT ON FUNCTION settlement.line_total(uuid[], uuid[], date[], date[]) IS 'The lines of statements summed up: the figures that a statement takes from them.';
REVOKE ALL ON FUNCTION settlement.line_total(uuid[], uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.line_total(uuid[], uuid[], date[], date[]) TO mg_batch_owner;
