CREATE OR REPLACE FUNCTION settlement.link_by_reference(p_tenants uuid[]) RETURNS void
LANGUAGE plpgsql
AS $link_by_reference$
BEGIN
  INSERT INTO settlement.gateway_work_edge (tenant_id, row_id, event_id, is_direct)
  SELECT r.tenant_id, r.item_id, e.item_id, true
  FROM settlement.gateway_work AS r
  JOIN settlement.gateway_ref AS g ON g.gateway_row_id = r.item_id
  JOIN settlement.gateway_work AS e ON e.tenant_id = r.tenant_id AND e.side = 'event' AND e.order_key = g.ref
  WHERE r.tenant_id = ANY (p_tenants) AND r.side = 'row' AND e.currency = r.currency AND sign(e.amount_minor) = sign(r.amount_minor);
  PERFORM settlement.analyze_gateway_work();
  -- A row that names the payment alone may mean any capture, or any return, of it.
  INSERT INTO settlement.gateway_work_edge (tenant_id, row_id, event_id, is_direct)
  SELECT DISTINCT r.tenant_id, r.item_id, e.item_id, false
  FROM settlement.gateway_work AS r
  JOIN settlement.gateway_ref AS g ON g.gateway_row_id = r.item_id
  JOIN settlement.gateway_work AS n ON n.tenant_id = r.tenant_id AND n.side = 'event' AND n.order_key = g.ref
  JOIN settlement.gateway_work AS e ON e.tenant_id = n.tenant_id AND e.side = 'event' AND e.family_id = n.family_id
  WHERE r.tenant_id = ANY (p_tenants) AND r.side = 'row' AND e.currency = r.currency AND sign(e.amount_minor) = sign(r.amount_minor)
    AND NOT EXISTS (SELECT FROM settlement.gateway_work_edge AS x WHERE x.tenant_id = r.tenant_id AND x.row_id = r.item_id);

  PERFORM settlement.link_equal(p_tenants, true);
  PERFORM settlement.link_equal(p_tenants, false);
  PERFORM settlement.analyze_gateway_work();

  -- What is left of rows and events that hang together: laid side by side in order, each takes what it overlaps.
  LOOP
    UPDATE settlement.gateway_work AS w SET label = s.label
    FROM (
      SELECT v.tenant_id, v.item_id, min(v.label::text COLLATE "C")::uuid AS label
      FROM settlement.gateway_work_edge AS x
      JOIN settlement.gateway_work AS r ON r.tenant_id = x.tenant_id AND r.item_id = x.row_id AND r.left_minor <> 0
      JOIN settlement.gateway_work AS e ON e.tenant_id = x.tenant_id AND e.item_id = x.event_id AND e.left_minor <> 0
      CROSS JOIN LATERAL (VALUES (x.tenant_id, x.row_id, e.label), (x.tenant_id, x.event_id, r.label)) AS v (tenant_id, item_id, label)
      WHERE x.tenant_id = ANY (p_tenants)
      GROUP BY v.tenant_id, v.item_id
    ) AS s
    WHERE w.tenant_id = s.tenant_id AND w.item_id = s.item_id AND s.label < w.label;
    EXIT WHEN NOT FOUND;
  END LOOP;
  PERFORM settlement.link_overlap(p_tenants);
END
$link_by_reference$;
COMMENT ON FUNCTION settlement.link_by_reference(uuid[]) IS 'Links rows with the events that their references name: equal amounts first, then what hangs together in the order of its days. Amounts have no tolerance.';
REVOKE ALL ON FUNCTION settlement.link_by_reference(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.link_by_reference(uuid[]) TO mg_batch_owner;
