CREATE OR REPLACE FUNCTION settlement.link_equal(p_tenants uuid[], p_is_direct boolean) RETURNS void
LANGUAGE plpgsql
AS $link_equal$
BEGIN
  INSERT INTO settlement.gateway_work_link (tenant_id, row_id, event_id, group_id, basis, shape, matched_minor, currency)
  SELECT r.tenant_id, r.item_id, e.item_id, r.item_id, 'reference', 'one_to_one', r.left_minor, r.currency
  FROM (
    -- The first with the first, the second with the second; a row that names several payments is no such pair.
    SELECT w.tenant_id, w.item_id, w.currency, w.left_minor, x.place_id,
      row_number() OVER (PARTITION BY w.tenant_id, x.place_id, w.left_minor ORDER BY w.worked_on, w.order_key, w.item_id) AS position
    FROM settlement.gateway_work AS w
    JOIN (
      SELECT n.tenant_id, n.row_id, (array_agg(CASE WHEN p_is_direct THEN v.item_id ELSE v.family_id END))[1] AS place_id
      FROM settlement.gateway_work_edge AS n
      JOIN settlement.gateway_work AS v ON v.tenant_id = n.tenant_id AND v.item_id = n.event_id
      WHERE n.tenant_id = ANY (p_tenants) AND n.is_direct = p_is_direct
      GROUP BY n.tenant_id, n.row_id
      HAVING count(DISTINCT CASE WHEN p_is_direct THEN v.item_id ELSE v.family_id END) = 1
    ) AS x ON x.tenant_id = w.tenant_id AND x.row_id = w.item_id
    WHERE w.left_minor <> 0
  ) AS r
  JOIN (
    SELECT w.tenant_id, w.item_id, w.currency, w.left_minor, v.place_id,
      row_number() OVER (PARTITION BY w.tenant_id, v.place_id, w.left_minor ORDER BY w.worked_on, w.order_key, w.item_id) AS position
    FROM settlement.gateway_work AS w
    CROSS JOIN LATERAL (SELECT CASE WHEN p_is_direct THEN w.item_id ELSE w.family_id END AS place_id) AS v
    WHERE w.tenant_id = ANY (p_tenants) AND w.side = 'event' AND w.left_minor <> 0
  ) AS e ON e.tenant_id = r.tenant_id AND e.place_id = r.place_id AND e.left_minor = r.left_minor AND e.currency = r.currency AND e.position = r.position;

  UPDATE settlement.gateway_work AS w SET left_minor = 0
  FROM settlement.gateway_work_link AS l
  CROSS JOIN LATERAL (VALUES (l.row_id), (l.event_id)) AS v (item_id)
  WHERE l.tenant_id = ANY (p_tenants) AND w.tenant_id = l.tenant_id AND w.item_id = v.item_id AND w.left_minor <> 0;
END
$link_equal$;
COMMENT ON FUNCTION settlement.link_equal(uuid[], boolean) IS 'Links rows and events of equal amounts: those that a row names itself (p_is_direct), or those of the payment that it names.';
REVOKE ALL ON FUNCTION settlement.link_equal(uuid[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.link_equal(uuid[], boolean) TO mg_batch_owner;
