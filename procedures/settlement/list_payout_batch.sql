CREATE OR REPLACE FUNCTION settlement.list_payout_batch(p_batch text DEFAULT NULL)
RETURNS SETOF settlement.payout_batch_report
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_payout_batch$
  SELECT r.* FROM settlement.payout_batch_report AS r
  WHERE p_batch IS NULL OR r.payout_batch_id = (settlement.find_payout_batch(p_batch)).payout_batch_id
  ORDER BY r.payout_on DESC, r.batch_count DESC
$list_payout_batch$;
COMMENT ON FUNCTION settlement.list_payout_batch(text) IS 'The payout batches with their control totals, newest first, or one of them.';
ALTER FUNCTION settlement.list_payout_batch(text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_payout_batch(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_payout_batch(text) TO mg_batch;
