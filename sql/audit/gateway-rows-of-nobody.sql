-- Which rows of a gateway's settlement belong to no tenant that we know?
-- kind: list
SELECT r.gateway_code, r.row_ref, r.sold_on, r.paid_out_on, r.amount_minor, r.payout_minor, r.currency,
  (SELECT string_agg(g.ref, ', ' ORDER BY g.ref) FROM settlement.gateway_ref AS g WHERE g.gateway_row_id = r.gateway_row_id) AS refs
FROM settlement.gateway_row AS r
WHERE r.tenant_id IS NULL AND r.undone_at IS NULL
ORDER BY r.sold_on, r.gateway_code, r.row_ref;
