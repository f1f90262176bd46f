CREATE OR REPLACE FUNCTION settlement.mask_account(p_account_number text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $mask_account$
  SELECT left(p_account_number, 3) || '-***-***' || right(p_account_number, 3)
$mask_account$;
COMMENT ON FUNCTION settlement.mask_account(text) IS 'What people see of an account number: its first and last three digits, and nothing of its length.';
REVOKE ALL ON FUNCTION settlement.mask_account(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.mask_account(text) TO mg_batch_owner;
