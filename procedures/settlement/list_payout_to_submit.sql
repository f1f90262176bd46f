CREATE OR REPLACE FUNCTION settlement.list_payout_to_submit(p_batch text)
RETURNS TABLE (reference text, external_ref text, destination text, amount_minor bigint, currency text, payout_on date, memo text)
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
SET search_path = pg_catalog, pg_temp
AS $list_payout_to_submit$
  SELECT p.reference, p.external_ref, e.external_ref, p.amount_minor, p.currency, p.payout_on, '정산' || to_char(s.period_end, 'MMDD')
  FROM settlement.payout AS p
  JOIN settlement.statement AS s ON s.tenant_id = p.tenant_id AND s.statement_id = p.statement_id
  LEFT JOIN settlement.payout_seller AS e ON e.tenant_id = p.tenant_id AND e.payout_account_id = p.payout_account_id
  WHERE p.payout_batch_id = (settlement.find_payout_batch(p_batch)).payout_batch_id AND p.channel = 'toss' AND p.status = 'sent'
  ORDER BY p.line_number
$list_payout_to_submit$;
COMMENT ON FUNCTION settlement.list_payout_to_submit(text) IS 'The payouts of a batch that the gateway has not answered for good: without external_ref it has to be asked, with one it can be asked how it went.';
ALTER FUNCTION settlement.list_payout_to_submit(text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_payout_to_submit(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_payout_to_submit(text) TO mg_batch;
