CREATE OR REPLACE FUNCTION ops.disposal_obstacle(p_tenant_id uuid, p_through date, p_as_of date) RETURNS text
LANGUAGE sql STABLE
AS $disposal_obstacle$
  SELECT coalesce(
    (SELECT format('legal hold %s: %s', h.legal_hold_id, h.reason) FROM ops.legal_hold AS h
      WHERE (h.tenant_id IS NULL OR h.tenant_id = p_tenant_id) AND h.released_at IS NULL AND (h.expires_on IS NULL OR h.expires_on >= p_as_of)
        AND (lower_inf(h.held_days) OR lower(h.held_days) <= p_through)
      ORDER BY h.created_at LIMIT 1),
    -- Two months more where there is something to settle: what is computed anew begins there.
    (SELECT format('settled only through %s', c.settled_through) FROM settlement.tenant_clock AS c
      WHERE c.tenant_id = p_tenant_id AND c.settled_through < (p_through + interval '2 months')::date
        AND (c.settled_through < p_through OR EXISTS (SELECT FROM commerce.payment_event AS e WHERE e.tenant_id = p_tenant_id
          AND e.schedule_code = c.schedule_code AND e.settlement_day > c.settled_through AND e.settlement_day <= (p_through + interval '2 months')::date))
      ORDER BY c.schedule_code LIMIT 1),
    (SELECT format('statement of %s to %s is %s', s.period_start, s.period_end, s.status) FROM settlement.statement AS s
      WHERE s.tenant_id = p_tenant_id AND s.period_end <= p_through AND s.status NOT IN ('paid', 'void') AND s.payout_minor > 0
      ORDER BY s.period_end LIMIT 1),
    (SELECT format('an answer about payout %s is open', p.reference) FROM settlement.payout_exception AS x
      JOIN settlement.payout AS p ON p.tenant_id = x.tenant_id AND p.payout_id = x.payout_id
      JOIN settlement.statement AS s ON s.tenant_id = p.tenant_id AND s.statement_id = p.statement_id
      WHERE x.tenant_id = p_tenant_id AND x.status = 'open' AND s.period_end <= p_through
      ORDER BY p.reference LIMIT 1),
    (SELECT format('reconciliation exception %s of %s is %s', x.gateway_exception_id, x.settlement_day, x.state) FROM settlement.gateway_exception AS x
      WHERE x.tenant_id = p_tenant_id AND x.settlement_day <= p_through AND x.state <> 'resolved'
      ORDER BY x.settlement_day LIMIT 1),
    -- Its budget is what its lines leave of it: without the old ones it would be given twice.
    (SELECT format('promotion %s goes on after these days', m.promotion_key) FROM pricing.tenant_promotion AS p
      JOIN pricing.promotion AS m ON m.promotion_id = p.promotion_id
      WHERE p.tenant_id = p_tenant_id AND (upper_inf(p.valid_during) OR upper(p.valid_during) - 1 > p_through)
        AND EXISTS (SELECT FROM settlement.line AS l WHERE l.tenant_id = p_tenant_id AND l.promotion_id = p.promotion_id AND l.settlement_day <= p_through)
      ORDER BY m.promotion_key LIMIT 1))
$disposal_obstacle$;
COMMENT ON FUNCTION ops.disposal_obstacle(uuid, date, date) IS 'Why a tenant''s records through a day can''t be disposed of yet: a legal hold, days not settled, a statement not paid, an exception not resolved, a promotion that goes on. Null: nothing stands in the way.';
REVOKE ALL ON FUNCTION ops.disposal_obstacle(uuid, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.disposal_obstacle(uuid, date, date) TO mg_batch_owner;
