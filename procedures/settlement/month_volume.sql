CREATE OR REPLACE FUNCTION settlement.month_volume(p_tenants uuid[], p_starts date[], p_ends date[])
RETURNS TABLE (tenant_id uuid, schedule_code text, months date[], volumes bigint[])
LANGUAGE sql STABLE ROWS 1000
AS $month_volume$
  SELECT m.tenant_id, m.schedule_code, array_agg(m.month), array_agg(m.volume)
  FROM (
    SELECT e.tenant_id, e.schedule_code, (date_trunc('month', e.settlement_day::timestamp) + interval '1 month')::date AS month, sum(e.amount_minor)::bigint AS volume
    FROM commerce.payment_event AS e
    WHERE e.tenant_id = ANY (p_tenants) AND e.kind = 'capture' AND NOT e.is_reversal
      AND e.settlement_day >= (date_trunc('month', core.earliest_day(p_starts)::timestamp) - interval '1 month')::date
      AND e.settlement_day < date_trunc('month', core.latest_day(p_ends)::timestamp)::date
      AND NOT EXISTS (
        SELECT FROM commerce.payment_event AS r
        WHERE r.tenant_id = e.tenant_id AND r.original_event_id = e.payment_event_id AND r.is_reversal
          AND r.kind = 'capture' AND r.settlement_day = e.settlement_day)
      -- Nothing is read where no fee goes by it.
      AND EXISTS (SELECT FROM pricing.applicable_fee_rule AS a WHERE a.tenant_id = ANY (p_tenants) AND a.kind = 'tiered_by_previous_month')
    GROUP BY 1, 2, 3
  ) AS m
  GROUP BY m.tenant_id, m.schedule_code
$month_volume$;
COMMENT ON FUNCTION settlement.month_volume(uuid[], date[], date[]) IS 'For each month that the periods touch: the volume of captures, over all rules, of the month before it, within a schedule. None where no tenant has a fee that goes by it.';
REVOKE ALL ON FUNCTION settlement.month_volume(uuid[], date[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.month_volume(uuid[], date[], date[]) TO mg_batch_owner;
