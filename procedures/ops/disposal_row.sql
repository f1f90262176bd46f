CREATE OR REPLACE FUNCTION ops.disposal_row(p_tenant_id uuid, p_through date, p_events uuid[], p_statements uuid[], p_adjustments uuid[])
RETURNS TABLE (subject text, day date, sort_key text, currency text, amount_minor bigint, is_kept boolean, content text)
LANGUAGE sql STABLE ROWS 100000
AS $disposal_row$
  SELECT 'commerce.payment_event', e.settlement_day, e.payment_event_id::text, e.currency, e.amount_minor,
    e.payment_event_id = ANY (p_events), to_jsonb(e)::text
  FROM commerce.payment_event AS e
  WHERE e.tenant_id = p_tenant_id AND e.settlement_day <= p_through
  UNION ALL
  SELECT 'settlement.line', l.settlement_day, l.payment_event_id::text, l.currency, l.sales_minor, l.payment_event_id = ANY (p_events), to_jsonb(l)::text
  FROM settlement.line AS l
  WHERE l.tenant_id = p_tenant_id AND l.settlement_day <= p_through
  UNION ALL
  SELECT 'ledger.transfer', t.posted_on, t.source_type || t.source_id || t.leg, t.currency, t.amount_minor,
    CASE WHEN t.source_type = 'event' THEN t.source_id = ANY (p_events)
      WHEN t.source_type IN ('statement', 'statement_reversal', 'payout') THEN t.source_id = ANY (p_statements)
      -- Openings stand for what is gone; other sources have their own records, which stay.
      ELSE true END, to_jsonb(t)::text
  FROM ledger.transfer AS t
  WHERE t.tenant_id = p_tenant_id AND t.posted_on <= p_through
  UNION ALL
  SELECT 'settlement.statement', s.period_end, s.statement_id::text, s.currency, s.payout_minor, s.statement_id = ANY (p_statements), to_jsonb(s)::text
  FROM settlement.statement AS s
  WHERE s.tenant_id = p_tenant_id AND s.period_end <= p_through
  UNION ALL
  SELECT 'settlement.payout', s.period_end, p.payout_id::text, p.currency, p.amount_minor, s.statement_id = ANY (p_statements), to_jsonb(p)::text
  FROM settlement.payout AS p
  JOIN settlement.statement AS s ON s.tenant_id = p.tenant_id AND s.statement_id = p.statement_id
  WHERE p.tenant_id = p_tenant_id AND s.period_end <= p_through
  UNION ALL
  SELECT 'settlement.adjustment', a.effective_on, a.adjustment_id::text, a.currency, a.amount_minor, a.adjustment_id = ANY (p_adjustments), to_jsonb(a)::text
  FROM settlement.adjustment AS a
  WHERE a.tenant_id = p_tenant_id AND a.effective_on <= p_through
$disposal_row$;
COMMENT ON FUNCTION ops.disposal_row(uuid, date, uuid[], uuid[], uuid[]) IS 'Every money record of a tenant through a day, and whether it stays because it is among those that later ones need. The plan counts these rows, and the disposal is evidenced by them.';
REVOKE ALL ON FUNCTION ops.disposal_row(uuid, date, uuid[], uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.disposal_row(uuid, date, uuid[], uuid[], uuid[]) TO mg_batch_owner;
