CREATE OR REPLACE FUNCTION settlement.promotion_waiver(
  p_tenants uuid[], p_promotions uuid[], p_from_days date[], p_events uuid[], p_days date[], p_times timestamptz[], p_refs text[], p_fees bigint[])
RETURNS TABLE (payment_event_id uuid, promotion_id uuid, waived_minor bigint)
LANGUAGE sql STABLE ROWS 100
AS $promotion_waiver$
  WITH waivable AS MATERIALIZED (
    SELECT u.*, r.budget_minor, u.fee * r.rate / 10000000 AS amount
    FROM unnest(p_tenants, p_promotions, p_from_days, p_events, p_days, p_times, p_refs, p_fees)
      AS u (tenant_id, promotion_id, from_day, payment_event_id, settlement_day, occurred_at, ref, fee)
    JOIN pricing.promotion AS r ON r.promotion_id = u.promotion_id
  ), used AS (
    SELECT l.tenant_id, l.promotion_id, sum(l.waived_minor)::bigint AS amount
    FROM (SELECT DISTINCT w.tenant_id, w.promotion_id, w.from_day FROM waivable AS w) AS d
    JOIN settlement.line AS l ON l.tenant_id = d.tenant_id AND l.promotion_id = d.promotion_id AND l.settlement_day < d.from_day
    WHERE l.promotion_id IS NOT NULL AND l.tenant_id = ANY (p_tenants)
    GROUP BY l.tenant_id, l.promotion_id
  )
  SELECT w.payment_event_id, w.promotion_id, least(w.after, w.budget_minor) - least(w.after - w.amount, w.budget_minor)
  FROM (
    SELECT x.payment_event_id, x.promotion_id, x.amount, x.budget_minor, coalesce(u.amount, 0) + pricing.running_sum(x.amount) OVER in_order AS after
    FROM waivable AS x
    LEFT JOIN used AS u ON u.tenant_id = x.tenant_id AND u.promotion_id = x.promotion_id
    WINDOW in_order AS (PARTITION BY x.tenant_id, x.promotion_id ORDER BY x.settlement_day, x.occurred_at, x.ref COLLATE "C" ROWS UNBOUNDED PRECEDING)
  ) AS w
$promotion_waiver$;
COMMENT ON FUNCTION settlement.promotion_waiver(uuid[], uuid[], date[], uuid[], date[], timestamptz[], text[], bigint[]) IS 'What promotions waive of the platform fees of captures (the arrays are their columns), in order, while the budget lasts: what lines before p_from_days waived is used up.';
REVOKE ALL ON FUNCTION settlement.promotion_waiver(uuid[], uuid[], date[], uuid[], date[], timestamptz[], text[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.promotion_waiver(uuid[], uuid[], date[], uuid[], date[], timestamptz[], text[], bigint[]) TO mg_batch_owner;
