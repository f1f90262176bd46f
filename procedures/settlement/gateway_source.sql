CREATE OR REPLACE FUNCTION settlement.gateway_source(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, posted_on date, source_type text, source_id uuid, currency text, leg text, debit_account text, credit_account text, amount_minor bigint)
LANGUAGE sql STABLE ROWS 10000
AS $gateway_source$
  -- What was taken back stands twice, each under its own source type.
  SELECT r.tenant_id, r.paid_out_on, s.source_type, r.gateway_row_id, r.currency, g.leg, g.debit_account, g.credit_account, s.sign * g.amount_minor
  FROM settlement.gateway_row AS r
  CROSS JOIN LATERAL settlement.gateway_leg(r.fee_minor, r.vat_minor, r.payout_minor) AS g
  JOIN (VALUES ('gateway', 1, false), ('gateway_reversal', -1, true)) AS s (source_type, sign, is_back) ON r.undone_at IS NOT NULL OR NOT s.is_back
  WHERE r.tenant_id = ANY (p_tenants) AND r.posted_at IS NOT NULL
  UNION ALL
  SELECT c.tenant_id, c.posted_on, s.source_type, c.source_id, c.currency, c.leg, c.debit_account, c.credit_account, s.sign * c.amount_minor
  FROM settlement.gateway_exception AS x
  CROSS JOIN LATERAL settlement.clearing_leg(x) AS c
  JOIN (VALUES ('gateway', 1, false), ('gateway_reversal', -1, true)) AS s (source_type, sign, is_back) ON x.reversed_at IS NOT NULL OR NOT s.is_back
  WHERE x.tenant_id = ANY (p_tenants)
$gateway_source$;
COMMENT ON FUNCTION settlement.gateway_source(uuid[]) IS 'What reconciliation must have posted in tenants'' books: paid-out rows, resolving entries, and the reversals of both.';
REVOKE ALL ON FUNCTION settlement.gateway_source(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.gateway_source(uuid[]) TO mg_batch_owner;
