CREATE OR REPLACE FUNCTION ledger.carry_forward(p_tenant_id uuid, p_through date, p_events uuid[], p_statements uuid[], p_actor uuid) RETURNS uuid
LANGUAGE plpgsql
AS $carry_forward$
DECLARE
  v_opening_id uuid := uuidv7();
BEGIN
  WITH balance AS (
    SELECT v.account_code, t.currency, sum(v.amount) AS amount
    FROM ledger.transfer AS t
    CROSS JOIN LATERAL (VALUES (t.debit_account, t.amount_minor), (t.credit_account, -t.amount_minor)) AS v (account_code, amount)
    WHERE t.tenant_id = p_tenant_id AND t.posted_on <= p_through
      AND ((t.source_type = 'event' AND t.source_id <> ALL (p_events))
        OR (t.source_type IN ('statement', 'statement_reversal', 'payout') AND t.source_id <> ALL (p_statements)))
    GROUP BY v.account_code, t.currency
    HAVING sum(v.amount) <> 0
  ), opened AS (
    INSERT INTO ledger.opening (tenant_id, opening_id, opened_on, currency, request_key, created_by)
    SELECT DISTINCT p_tenant_id, v_opening_id, p_through, b.currency, 'disposed ' || p_through, p_actor FROM balance AS b
    RETURNING opening_id
  )
  INSERT INTO ledger.opening_line (tenant_id, opening_id, account_code, side, amount_minor, currency)
  SELECT p_tenant_id, o.opening_id, b.account_code, CASE WHEN b.amount > 0 THEN 'debit' ELSE 'credit' END, abs(b.amount), b.currency
  FROM balance AS b CROSS JOIN opened AS o;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  PERFORM ledger.post_opening(ARRAY[p_tenant_id], ARRAY[v_opening_id]);
  RETURN v_opening_id;
END
$carry_forward$;
COMMENT ON FUNCTION ledger.carry_forward(uuid, date, uuid[], uuid[], uuid) IS 'Posts, as an opening balance on a day, what a tenant''s transfers through that day come to, but for those of the given events and statements, which stay. Null: they come to nothing.';
REVOKE ALL ON FUNCTION ledger.carry_forward(uuid, date, uuid[], uuid[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.carry_forward(uuid, date, uuid[], uuid[], uuid) TO mg_batch_owner;
