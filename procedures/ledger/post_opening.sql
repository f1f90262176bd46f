CREATE OR REPLACE FUNCTION ledger.post_opening(p_tenants uuid[], p_openings uuid[]) RETURNS void
LANGUAGE plpgsql
AS $post_opening$
BEGIN
  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT g.tenant_id, g.opened_on, 'opening', g.opening_id, g.leg, g.debit_account, g.credit_account, g.amount_minor, g.currency
  FROM ledger.opening_leg(p_tenants) AS g
  WHERE g.opening_id = ANY (p_openings);
  PERFORM ledger.drop_snapshot(o.tenant_id, o.opened_on)
  FROM ledger.opening AS o
  WHERE o.tenant_id = ANY (p_tenants) AND o.opening_id = ANY (p_openings);
END
$post_opening$;
COMMENT ON FUNCTION ledger.post_opening(uuid[], uuid[]) IS 'Posts openings of tenants that were just written, and drops the snapshots that hold their days. The caller holds the tenants'' clocks.';
REVOKE ALL ON FUNCTION ledger.post_opening(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.post_opening(uuid[], uuid[]) TO mg_batch_owner;
