CREATE OR REPLACE FUNCTION settlement.list_payout(p_batch text)
RETURNS SETOF settlement.payout_report
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_payout$
  SELECT r.* FROM settlement.payout_report AS r
  WHERE r.payout_batch_id = (settlement.find_payout_batch(p_batch)).payout_batch_id
  ORDER BY r.line_number
$list_payout$;
COMMENT ON FUNCTION settlement.list_payout(text) IS 'The payouts of a batch in order, accounts masked.';
ALTER FUNCTION settlement.list_payout(text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_payout(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_payout(text) TO mg_batch;
