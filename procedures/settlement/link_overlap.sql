CREATE OR REPLACE FUNCTION settlement.link_overlap(p_tenants uuid[]) RETURNS void
LANGUAGE plpgsql
AS $link_overlap$
BEGIN
  WITH item AS (
    SELECT w.tenant_id, w.label, w.side, w.item_id, w.currency, sign(w.left_minor) AS sign, abs(w.left_minor)::numeric AS size,
      sum(abs(w.left_minor)) OVER (PARTITION BY w.tenant_id, w.label, w.side ORDER BY w.worked_on, w.order_key, w.item_id) AS through
    FROM settlement.gateway_work AS w
    WHERE w.tenant_id = ANY (p_tenants) AND w.left_minor <> 0
  ), link AS (
    SELECT r.tenant_id, r.label, r.item_id AS row_id, e.item_id AS event_id, r.currency,
      (r.sign * (least(r.through, e.through) - greatest(r.through - r.size, e.through - e.size)))::bigint AS matched
    FROM item AS r
    JOIN item AS e ON e.tenant_id = r.tenant_id AND e.label = r.label AND e.through - e.size < r.through AND r.through - r.size < e.through
    WHERE r.side = 'row' AND e.side = 'event'
  ), whole AS (
    SELECT i.tenant_id, i.label, (min(i.item_id::text COLLATE "C") FILTER (WHERE i.side = 'row'))::uuid AS group_id, CASE
      WHEN sum(CASE i.side WHEN 'row' THEN i.size ELSE -i.size END) <> 0 THEN 'partial'
      WHEN count(*) = 2 THEN 'one_to_one'
      WHEN count(*) FILTER (WHERE i.side = 'row') = 1 THEN 'one_to_many'
      WHEN count(*) FILTER (WHERE i.side = 'event') = 1 THEN 'many_to_one'
      ELSE 'many_to_many' END AS shape
    FROM item AS i
    GROUP BY i.tenant_id, i.label
  )
  INSERT INTO settlement.gateway_work_link (tenant_id, row_id, event_id, group_id, basis, shape, matched_minor, currency)
  SELECT l.tenant_id, l.row_id, l.event_id, w.group_id, 'reference', w.shape, l.matched, l.currency
  FROM link AS l
  JOIN whole AS w ON w.tenant_id = l.tenant_id AND w.label = l.label;

  UPDATE settlement.gateway_work AS w SET left_minor = w.left_minor - s.matched
  FROM (
    SELECT v.tenant_id, v.item_id, sum(v.matched) AS matched
    FROM settlement.gateway_work_link AS l
    JOIN settlement.gateway_work AS r ON r.tenant_id = l.tenant_id AND r.item_id = l.row_id AND r.left_minor <> 0
    CROSS JOIN LATERAL (VALUES (l.tenant_id, l.row_id, l.matched_minor), (l.tenant_id, l.event_id, l.matched_minor)) AS v (tenant_id, item_id, matched)
    WHERE l.tenant_id = ANY (p_tenants)
    GROUP BY v.tenant_id, v.item_id
  ) AS s
  WHERE w.tenant_id = s.tenant_id AND w.item_id = s.item_id;
END
$link_overlap$;
COMMENT ON FUNCTION settlement.link_overlap(uuid[]) IS 'Links what is left of rows and events with the same label: both laid along a line in the order of their days, a row takes of an event what they overlap.';
REVOKE ALL ON FUNCTION settlement.link_overlap(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.link_overlap(uuid[]) TO mg_batch_owner;
