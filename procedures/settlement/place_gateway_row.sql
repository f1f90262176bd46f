CREATE OR REPLACE FUNCTION settlement.place_gateway_row() RETURNS bigint
LANGUAGE plpgsql
AS $place_gateway_row$
DECLARE
  v_count bigint;
BEGIN
  WITH candidate AS (
    SELECT r.gateway_row_id, p.tenant_id, bool_or(abs(r.sold_on - e.business_day) <= w.day_shift
      AND CASE WHEN r.amount_minor > 0 THEN e.amount_minor = r.amount_minor ELSE e.amount_minor >= -r.amount_minor END) AS is_likely
    FROM settlement.gateway_row AS r
    JOIN settlement.gateway AS w ON w.gateway_code = r.gateway_code
    JOIN settlement.gateway_ref AS g ON g.gateway_row_id = r.gateway_row_id
    JOIN commerce.payment_ref AS p ON p.ref = g.ref
    JOIN commerce.payment_event AS e ON e.tenant_id = p.tenant_id AND e.settlement_day = p.settlement_day AND e.payment_event_id = p.payment_event_id
    WHERE r.tenant_id IS NULL AND r.undone_at IS NULL AND e.currency = r.currency
    GROUP BY r.gateway_row_id, p.tenant_id
  ), chosen AS (
    -- A reference is unique within a tenant only: of several tenants that have it, the one whose payment is like the row.
    SELECT c.gateway_row_id, CASE WHEN count(*) = 1 THEN (array_agg(c.tenant_id))[1]
      WHEN count(*) FILTER (WHERE c.is_likely) = 1 THEN (array_agg(c.tenant_id) FILTER (WHERE c.is_likely))[1] END AS tenant_id
    FROM candidate AS c
    GROUP BY c.gateway_row_id
  )
  UPDATE settlement.gateway_row AS r SET tenant_id = c.tenant_id
  FROM chosen AS c
  WHERE r.gateway_row_id = c.gateway_row_id AND c.tenant_id IS NOT NULL AND r.tenant_id IS NULL AND r.undone_at IS NULL;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  UPDATE settlement.gateway_exception AS x SET tenant_id = r.tenant_id
  FROM settlement.gateway_row AS r
  WHERE x.tenant_id IS NULL AND x.side = 'row' AND r.gateway_row_id = x.subject_id AND r.tenant_id IS NOT NULL;
  RETURN v_count;
END
$place_gateway_row$;
COMMENT ON FUNCTION settlement.place_gateway_row() IS 'Finds the tenants of gateway rows whose tenant nobody gave, by their references; returns of how many. A row whose references fit several tenants equally stays without.';
REVOKE ALL ON FUNCTION settlement.place_gateway_row() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.place_gateway_row() TO mg_batch_owner;
