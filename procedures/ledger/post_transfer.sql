CREATE OR REPLACE FUNCTION ledger.post_transfer(
  p_tenant_id uuid, p_posted_on date, p_source_type text, p_source_id uuid, p_leg text,
  p_debit_account text, p_credit_account text, p_amount_minor bigint, p_currency text) RETURNS void
LANGUAGE sql VOLATILE
AS $post_transfer$
  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT p_tenant_id, p_posted_on, p_source_type, p_source_id, p_leg,
    CASE WHEN p_amount_minor > 0 THEN p_debit_account ELSE p_credit_account END,
    CASE WHEN p_amount_minor > 0 THEN p_credit_account ELSE p_debit_account END, abs(p_amount_minor), p_currency
  WHERE p_amount_minor <> 0
$post_transfer$;
COMMENT ON FUNCTION ledger.post_transfer(uuid, date, text, uuid, text, text, text, bigint, text) IS 'Moves one amount from a debit to a credit account of a tenant''s book; a negative one moves back, zero nothing. The key by source makes posting twice impossible.';
REVOKE ALL ON FUNCTION ledger.post_transfer(uuid, date, text, uuid, text, text, text, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.post_transfer(uuid, date, text, uuid, text, text, text, bigint, text) TO mg_batch_owner;
