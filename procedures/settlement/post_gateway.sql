CREATE OR REPLACE FUNCTION settlement.post_gateway(p_rows uuid[]) RETURNS bigint
LANGUAGE plpgsql
AS $post_gateway$
DECLARE
  v_count bigint;
BEGIN
  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT r.tenant_id, r.paid_out_on, 'gateway', r.gateway_row_id, g.leg,
    CASE WHEN g.amount_minor > 0 THEN g.debit_account ELSE g.credit_account END,
    CASE WHEN g.amount_minor > 0 THEN g.credit_account ELSE g.debit_account END, abs(g.amount_minor), r.currency
  FROM settlement.gateway_row AS r
  CROSS JOIN LATERAL settlement.gateway_leg(r.fee_minor, r.vat_minor, r.payout_minor) AS g
  WHERE r.gateway_row_id = ANY (p_rows) AND r.posted_at IS NULL AND r.undone_at IS NULL AND g.amount_minor <> 0;
  PERFORM ledger.drop_snapshot(d.tenant_id, d.first_day)
  FROM (SELECT r.tenant_id, min(r.paid_out_on) AS first_day FROM settlement.gateway_row AS r
    WHERE r.gateway_row_id = ANY (p_rows) AND r.posted_at IS NULL AND r.undone_at IS NULL GROUP BY r.tenant_id) AS d;
  UPDATE settlement.gateway_row AS r SET posted_at = now()
  WHERE r.gateway_row_id = ANY (p_rows) AND r.posted_at IS NULL AND r.undone_at IS NULL;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$post_gateway$;
COMMENT ON FUNCTION settlement.post_gateway(uuid[]) IS 'Posts the payout, fee and VAT of gateway rows on the day of their payout, each once; returns how many. The caller holds their tenants'' clocks.';
REVOKE ALL ON FUNCTION settlement.post_gateway(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.post_gateway(uuid[]) TO mg_batch_owner;
