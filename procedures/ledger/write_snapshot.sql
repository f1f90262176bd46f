CREATE OR REPLACE FUNCTION ledger.write_snapshot(p_tenants uuid[], p_days date[]) RETURNS bigint
LANGUAGE plpgsql
AS $write_snapshot$
DECLARE
  v_count bigint;
BEGIN
  INSERT INTO ledger.day_snapshot (tenant_id, snapshot_on, account_code, currency, debit_minor, credit_minor)
  SELECT s.tenant_id, k.day, s.account_code, s.currency, s.debit_minor, s.credit_minor
  FROM unnest(p_tenants, p_days) AS k (tenant_id, day)
  JOIN ledger.sum_through(p_tenants, p_days) AS s ON s.tenant_id = k.tenant_id
  WHERE NOT EXISTS (SELECT FROM ledger.day_snapshot AS d WHERE d.tenant_id = k.tenant_id AND d.snapshot_on = k.day);
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$write_snapshot$;
COMMENT ON FUNCTION ledger.write_snapshot(uuid[], date[]) IS 'Keeps the balances of tenants'' books at the end of the day given for each; returns how many rows. The caller holds what keeps others from posting on or before it.';
REVOKE ALL ON FUNCTION ledger.write_snapshot(uuid[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.write_snapshot(uuid[], date[]) TO mg_batch_owner;
