CREATE OR REPLACE FUNCTION settlement.open_gateway_row(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, gateway_row_id uuid, gateway_code text, row_ref text, sold_on date, paid_out_on date, currency text, is_posted boolean,
  amount_minor bigint, matched_minor bigint, open_minor bigint)
LANGUAGE sql STABLE ROWS 10000
AS $open_gateway_row$
  SELECT r.tenant_id, r.gateway_row_id, r.gateway_code, r.row_ref, r.sold_on, r.paid_out_on, r.currency, r.posted_at IS NOT NULL, r.amount_minor,
    coalesce(m.matched, 0)::bigint, (r.amount_minor - coalesce(m.matched, 0) - coalesce(x.cleared, 0))::bigint
  FROM settlement.gateway_row AS r
  LEFT JOIN (SELECT n.gateway_row_id, sum(n.matched_minor) AS matched FROM settlement.gateway_match AS n
    WHERE n.tenant_id = ANY (p_tenants) GROUP BY n.gateway_row_id) AS m ON m.gateway_row_id = r.gateway_row_id
  LEFT JOIN (SELECT c.subject_id, sum(c.amount_minor) AS cleared FROM settlement.gateway_exception AS c
    WHERE c.tenant_id = ANY (p_tenants) AND c.side = 'row' AND c.resolution IN ('write_off', 'received') AND c.reversed_at IS NULL
    GROUP BY c.subject_id) AS x ON x.subject_id = r.gateway_row_id
  WHERE (r.tenant_id = ANY (p_tenants) OR r.tenant_id IS NULL) AND r.undone_at IS NULL
    AND r.amount_minor <> coalesce(m.matched, 0) + coalesce(x.cleared, 0)
$open_gateway_row$;
COMMENT ON FUNCTION settlement.open_gateway_row(uuid[]) IS 'A gateway''s rows of tenants, and those of nobody, of which events and resolving entries leave something open, signed as the row is.';
REVOKE ALL ON FUNCTION settlement.open_gateway_row(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.open_gateway_row(uuid[]) TO mg_batch_owner;
