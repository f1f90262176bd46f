CREATE OR REPLACE FUNCTION core.amount_text(p_amount_minor numeric, p_currency text) RETURNS text
LANGUAGE sql STABLE
AS $amount_text$
  SELECT to_char(round(p_amount_minor) / 10::numeric ^ c.decimals, 'FM999,999,999,999,999,990' || CASE WHEN c.decimals > 0 THEN '.' || repeat('0', c.decimals) ELSE '' END)
    || ' ' || c.currency
  FROM core.currency AS c WHERE c.currency = p_currency
$amount_text$;
COMMENT ON FUNCTION core.amount_text(numeric, text) IS 'An amount in minor units as people read it, with thousands, decimals and currency, for messages.';
REVOKE ALL ON FUNCTION core.amount_text(numeric, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.amount_text(numeric, text) TO mg_batch_owner;
