CREATE OR REPLACE FUNCTION settlement.find_duplicate_payment(p_tenants uuid[], p_as_of timestamptz, p_parameters jsonb)
RETURNS TABLE (tenant_id uuid, subject text, observed numeric, threshold numeric, explanation_ko text, explanation_en text)
LANGUAGE sql STABLE
AS $find_duplicate_payment$
  WITH capture AS (
    SELECT e.tenant_id, e.payment_event_id, e.ref, e.occurred_at, e.method, e.amount_minor, e.currency, lag(e.payment_event_id) OVER alike AS other_id,
      lag(e.ref) OVER alike AS other_ref, lag(e.occurred_at) OVER alike AS other_at, count(*) OVER (PARTITION BY e.tenant_id, e.amount_minor) AS times
    FROM commerce.payment_event AS e
    WHERE e.tenant_id = ANY (p_tenants) AND e.kind = 'capture' AND NOT e.is_reversal AND e.amount_minor > 0 AND e.occurred_at <= p_as_of
      AND e.settlement_day <= (p_as_of AT TIME ZONE 'UTC')::date + 1 AND e.settlement_day >= (p_as_of AT TIME ZONE 'UTC')::date - (p_parameters ->> 'days')::integer
    WINDOW alike AS (PARTITION BY e.tenant_id, e.branch_id, e.method, e.amount_minor ORDER BY e.occurred_at, e.ref)
  )
  SELECT c.tenant_id, c.other_ref || ' = ' || c.ref, trunc(extract(epoch FROM c.occurred_at - c.other_at)), (p_parameters ->> 'minutes')::numeric * 60,
    format('결제 %s와 %s: 같은 지점에서 같은 수단으로 %s이 %s초 사이에 두 번 결제되었습니다.', c.other_ref, c.ref, core.amount_text(c.amount_minor, c.currency),
      trunc(extract(epoch FROM c.occurred_at - c.other_at))),
    format('Payments %s and %s: %s twice within %s seconds, by the same method at the same branch.', c.other_ref, c.ref, core.amount_text(c.amount_minor, c.currency),
      trunc(extract(epoch FROM c.occurred_at - c.other_at)))
  FROM capture AS c
  WHERE c.occurred_at - c.other_at <= make_interval(mins => (p_parameters ->> 'minutes')::integer) AND c.times <= (p_parameters ->> 'usual_count')::integer
    -- What was returned of either, an undone import included, settled the matter.
    AND NOT EXISTS (SELECT FROM commerce.payment_event AS r WHERE r.tenant_id = c.tenant_id AND r.original_event_id IN (c.payment_event_id, c.other_id)
      AND r.settlement_day >= (p_as_of AT TIME ZONE 'UTC')::date - (p_parameters ->> 'days')::integer)
$find_duplicate_payment$;
COMMENT ON FUNCTION settlement.find_duplicate_payment(uuid[], timestamptz, jsonb) IS 'Payments that look as if taken twice: the same amount, method and branch within minutes under two references, neither returned, of an amount that the tenant does not take all the time.';
REVOKE ALL ON FUNCTION settlement.find_duplicate_payment(uuid[], timestamptz, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_duplicate_payment(uuid[], timestamptz, jsonb) TO mg_batch_owner;
