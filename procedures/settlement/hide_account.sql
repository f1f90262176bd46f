CREATE OR REPLACE FUNCTION settlement.hide_account(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $hide_account$
  SELECT left(regexp_replace(p_text, '[0-9](?:[ -]?[0-9]){8,}', '***', 'g'), 300)
$hide_account$;
COMMENT ON FUNCTION settlement.hide_account(text) IS 'A bank''s words without anything that could be an account number.';
REVOKE ALL ON FUNCTION settlement.hide_account(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.hide_account(text) TO mg_batch_owner;
