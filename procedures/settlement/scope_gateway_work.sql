CREATE OR REPLACE FUNCTION settlement.scope_gateway_work(p_tenants uuid[]) RETURNS void
LANGUAGE plpgsql
AS $scope_gateway_work$
DECLARE
  v_rows bigint;
BEGIN
  PERFORM settlement.clear_gateway_work(p_tenants);
  -- What is open, and what was taken for each other by amount alone while something of that amount is open.
  INSERT INTO settlement.gateway_work (tenant_id, side, item_id, label, worked_on, order_key, currency, amount_minor, left_minor)
  SELECT r.tenant_id, 'row', r.gateway_row_id, r.gateway_row_id, r.sold_on, r.row_ref, r.currency, r.amount_minor, r.amount_minor
  FROM settlement.open_gateway_row(p_tenants) AS r WHERE r.tenant_id IS NOT NULL;
  -- An open return brings its capture, and that in turn its other returns.
  INSERT INTO settlement.gateway_work (tenant_id, side, item_id, family_id, label, settlement_day, worked_on, order_key, currency, amount_minor, left_minor)
  SELECT e.tenant_id, 'event', e.payment_event_id, e.payment_event_id, e.payment_event_id, e.settlement_day, e.business_day, e.ref, e.currency, e.amount_minor, e.amount_minor
  FROM (SELECT DISTINCT o.tenant_id, o.family_day, o.family_id FROM settlement.open_gateway_event(p_tenants) AS o) AS f
  JOIN commerce.payment_event AS e ON e.tenant_id = f.tenant_id AND e.settlement_day = f.family_day AND e.payment_event_id = f.family_id;
  INSERT INTO settlement.gateway_work (tenant_id, side, item_id, label, worked_on, order_key, currency, amount_minor, left_minor)
  SELECT m.tenant_id, 'row', m.gateway_row_id, m.gateway_row_id, r.sold_on, r.row_ref, r.currency, r.amount_minor, r.amount_minor
  FROM settlement.gateway_match AS m
  JOIN settlement.gateway_row AS r ON r.gateway_row_id = m.gateway_row_id
  WHERE m.tenant_id = ANY (p_tenants) AND m.basis = 'amount'
    AND (EXISTS (SELECT FROM settlement.gateway_work AS w WHERE w.tenant_id = m.tenant_id AND w.side = 'row' AND w.amount_minor = r.amount_minor)
      OR EXISTS (SELECT FROM settlement.open_gateway_event(p_tenants) AS o WHERE o.tenant_id = m.tenant_id AND o.amount_minor = r.amount_minor))
  ON CONFLICT (tenant_id, item_id) DO NOTHING;
  PERFORM settlement.analyze_gateway_work();
  LOOP
    -- Payments that the rows name, or are linked with.
    INSERT INTO settlement.gateway_work (tenant_id, side, item_id, family_id, label, settlement_day, worked_on, order_key, currency, amount_minor, left_minor)
    SELECT c.tenant_id, 'event', c.payment_event_id, c.payment_event_id, c.payment_event_id, c.settlement_day, c.business_day, c.ref, c.currency, c.amount_minor, c.amount_minor
    FROM (
      SELECT w.tenant_id, coalesce(e.original_day, e.settlement_day) AS family_day, coalesce(e.original_event_id, e.payment_event_id) AS family_id
      FROM settlement.gateway_work AS w
      JOIN settlement.gateway_ref AS g ON g.gateway_row_id = w.item_id
      JOIN commerce.payment_ref AS p ON p.tenant_id = w.tenant_id AND p.ref = g.ref
      JOIN commerce.payment_event AS e ON e.tenant_id = p.tenant_id AND e.settlement_day = p.settlement_day AND e.payment_event_id = p.payment_event_id
      WHERE w.tenant_id = ANY (p_tenants) AND w.side = 'row'
      UNION
      SELECT w.tenant_id, coalesce(e.original_day, e.settlement_day), coalesce(e.original_event_id, e.payment_event_id)
      FROM settlement.gateway_work AS w
      JOIN settlement.gateway_match AS m ON m.tenant_id = w.tenant_id AND m.gateway_row_id = w.item_id
      JOIN commerce.payment_event AS e ON e.tenant_id = m.tenant_id AND e.settlement_day = m.settlement_day AND e.payment_event_id = m.payment_event_id
      WHERE w.tenant_id = ANY (p_tenants) AND w.side = 'row'
    ) AS f
    JOIN commerce.payment_event AS c ON c.tenant_id = f.tenant_id AND c.settlement_day = f.family_day AND c.payment_event_id = f.family_id
    ON CONFLICT (tenant_id, item_id) DO NOTHING;
    -- What took back of them.
    INSERT INTO settlement.gateway_work (tenant_id, side, item_id, family_id, label, settlement_day, worked_on, order_key, currency, amount_minor, left_minor)
    SELECT e.tenant_id, 'event', e.payment_event_id, w.item_id, e.payment_event_id, e.settlement_day, e.business_day, e.ref, e.currency, -e.amount_minor, -e.amount_minor
    FROM settlement.gateway_work AS w
    JOIN commerce.payment_event AS e ON e.tenant_id = w.tenant_id AND e.original_event_id = w.item_id
    WHERE w.tenant_id = ANY (p_tenants) AND w.side = 'event' AND w.item_id = w.family_id AND NOT e.is_reversal AND e.amount_minor > 0
      AND NOT EXISTS (SELECT FROM commerce.import_file AS f WHERE f.import_file_id = e.import_file_id AND f.status = 'undone')
    ON CONFLICT (tenant_id, item_id) DO NOTHING;
    -- Other rows that name them, or are linked with them.
    INSERT INTO settlement.gateway_work (tenant_id, side, item_id, label, worked_on, order_key, currency, amount_minor, left_minor)
    SELECT n.tenant_id, 'row', r.gateway_row_id, r.gateway_row_id, r.sold_on, r.row_ref, r.currency, r.amount_minor, r.amount_minor
    FROM (
      SELECT w.tenant_id, g.gateway_row_id FROM settlement.gateway_work AS w JOIN settlement.gateway_ref AS g ON g.ref = w.order_key
      WHERE w.tenant_id = ANY (p_tenants) AND w.side = 'event'
      UNION
      SELECT w.tenant_id, m.gateway_row_id FROM settlement.gateway_work AS w
      JOIN settlement.gateway_match AS m ON m.tenant_id = w.tenant_id AND m.payment_event_id = w.item_id
      WHERE w.tenant_id = ANY (p_tenants) AND w.side = 'event'
    ) AS n
    JOIN settlement.gateway_row AS r ON r.gateway_row_id = n.gateway_row_id AND r.tenant_id = n.tenant_id AND r.undone_at IS NULL
    ON CONFLICT (tenant_id, item_id) DO NOTHING;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    EXIT WHEN v_rows = 0;
  END LOOP;
  PERFORM settlement.analyze_gateway_work();
  -- What persons linked or cleared is not to be matched again.
  UPDATE settlement.gateway_work AS w SET left_minor = w.left_minor - f.fixed
  FROM (
    SELECT t.tenant_id, t.item_id, sum(t.amount) AS fixed
    FROM (
      SELECT m.tenant_id, v.item_id, m.matched_minor AS amount
      FROM settlement.gateway_match AS m CROSS JOIN LATERAL (VALUES (m.gateway_row_id), (m.payment_event_id)) AS v (item_id)
      WHERE m.tenant_id = ANY (p_tenants) AND m.basis = 'person'
      UNION ALL
      -- Nor what is linked with an event that was disposed of.
      SELECT m.tenant_id, m.gateway_row_id, m.matched_minor
      FROM settlement.gateway_work AS r
      JOIN settlement.gateway_match AS m ON m.tenant_id = r.tenant_id AND m.gateway_row_id = r.item_id
      WHERE r.tenant_id = ANY (p_tenants) AND r.side = 'row' AND m.basis <> 'person'
        AND NOT EXISTS (SELECT FROM settlement.gateway_work AS e WHERE e.tenant_id = m.tenant_id AND e.item_id = m.payment_event_id)
      UNION ALL
      SELECT x.tenant_id, x.subject_id, x.amount_minor FROM settlement.gateway_exception AS x
      WHERE x.tenant_id = ANY (p_tenants) AND x.resolution IN ('write_off', 'received') AND x.reversed_at IS NULL
    ) AS t
    GROUP BY t.tenant_id, t.item_id
  ) AS f
  WHERE w.tenant_id = f.tenant_id AND w.item_id = f.item_id;
END
$scope_gateway_work$;
COMMENT ON FUNCTION settlement.scope_gateway_work(uuid[]) IS 'Gathers what a match run of tenants has to look at: everything open, with all rows and events that it may be tied to, whatever they are linked with now. So the outcome depends on what there is, not on the order in which it came.';
REVOKE ALL ON FUNCTION settlement.scope_gateway_work(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.scope_gateway_work(uuid[]) TO mg_batch_owner;
