CREATE OR REPLACE FUNCTION settlement.link_by_amount(p_tenants uuid[]) RETURNS void
LANGUAGE plpgsql
AS $link_by_amount$
BEGIN
  -- On the same day, those of one amount are interchangeable: the first with the first.
  INSERT INTO settlement.gateway_work_link (tenant_id, row_id, event_id, group_id, basis, shape, matched_minor, currency)
  SELECT r.tenant_id, r.item_id, e.item_id, r.item_id, 'amount', 'one_to_one', r.left_minor, r.currency
  FROM settlement.gateway_work_lone(p_tenants) AS r
  JOIN settlement.gateway_work_lone(p_tenants) AS e ON e.tenant_id = r.tenant_id AND e.currency = r.currency AND e.left_minor = r.left_minor
    AND e.worked_on = r.worked_on AND e.position = r.position AND e.side = 'event'
  WHERE r.side = 'row';
  UPDATE settlement.gateway_work AS w SET left_minor = 0
  FROM settlement.gateway_work_link AS l
  CROSS JOIN LATERAL (VALUES (l.row_id), (l.event_id)) AS v (item_id)
  WHERE l.tenant_id = ANY (p_tenants) AND w.tenant_id = l.tenant_id AND w.item_id = v.item_id AND l.basis = 'amount' AND w.left_minor <> 0;

  -- Some days off, only where there is one way to do it.
  WITH pair AS (
    SELECT r.tenant_id, r.item_id AS row_id, e.item_id AS event_id, r.left_minor, r.currency,
      count(*) OVER (PARTITION BY r.tenant_id, r.item_id) AS events, count(*) OVER (PARTITION BY e.tenant_id, e.item_id) AS rows
    FROM settlement.gateway_work_lone(p_tenants) AS r
    JOIN settlement.gateway_row AS g ON g.gateway_row_id = r.item_id
    JOIN settlement.gateway AS w ON w.gateway_code = g.gateway_code
    JOIN settlement.gateway_work_lone(p_tenants) AS e ON e.tenant_id = r.tenant_id AND e.currency = r.currency AND e.left_minor = r.left_minor
      AND e.side = 'event' AND abs(e.worked_on - r.worked_on) <= w.day_shift
    WHERE r.side = 'row'
  )
  INSERT INTO settlement.gateway_work_link (tenant_id, row_id, event_id, group_id, basis, shape, matched_minor, currency)
  SELECT p.tenant_id, p.row_id, p.event_id, p.row_id, 'amount', 'one_to_one', p.left_minor, p.currency
  FROM pair AS p WHERE p.events = 1 AND p.rows = 1;
END
$link_by_amount$;
COMMENT ON FUNCTION settlement.link_by_amount(uuid[]) IS 'Links rows whose references name nothing we know with events of the same amount that no row names: on the same day, or within the gateway''s day_shift if row and event have no other choice.';
REVOKE ALL ON FUNCTION settlement.link_by_amount(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.link_by_amount(uuid[]) TO mg_batch_owner;
