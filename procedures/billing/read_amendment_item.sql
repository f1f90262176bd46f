CREATE OR REPLACE FUNCTION billing.read_amendment_item(p_kind integer, p_items jsonb) RETURNS TABLE (item_code text, supply_minor bigint, tax_minor bigint)
LANGUAGE plpgsql IMMUTABLE
AS $read_amendment_item$
DECLARE
  v_is_good boolean;
BEGIN
  -- 1 may correct amounts, 2, 3 and 5 need them, 4 and 6 take back all.
  v_is_good := CASE WHEN p_items IS NULL THEN p_kind IN (1, 4, 6)
    WHEN p_kind IN (4, 6) OR jsonb_typeof(p_items) <> 'array' OR jsonb_array_length(p_items) = 0 THEN false
    ELSE NOT EXISTS (SELECT FROM jsonb_array_elements(p_items) AS e
      WHERE jsonb_typeof(e) <> 'object' OR coalesce(e ->> 'item', '') NOT IN ('platform_fee', 'pg_fee') OR coalesce(e ->> 'supply', '') !~ '^-?[0-9]{1,15}$'
        OR (e ->> 'tax') !~ '^-?[0-9]{1,15}$' OR (p_kind <> 2 AND (e ->> 'supply') ~ '^-')
        OR EXISTS (SELECT FROM jsonb_object_keys(e) AS k WHERE k NOT IN ('item', 'supply', 'tax')))
      AND (SELECT count(*) = count(DISTINCT e ->> 'item') FROM jsonb_array_elements(p_items) AS e) END;
  IF NOT v_is_good THEN
    RAISE EXCEPTION USING ERRCODE = 'MB003', MESSAGE = 'contradictory amendment', DETAIL = format('kind %s, items %s', p_kind, p_items),
      HINT = 'Items are [{"item": "platform_fee" or "pg_fee", "supply": 1000, "tax": 100}] in won: the corrected amounts for kind 1, the signed difference for 2, '
        'the part that was returned or is covered by the letter of credit for 3 and 5; none for 4 and 6. Without "tax" it follows from the document''s own rate.';
  END IF;
  RETURN QUERY SELECT e ->> 'item', (e ->> 'supply')::bigint, (e ->> 'tax')::bigint FROM jsonb_array_elements(p_items) AS e;
END
$read_amendment_item$;
COMMENT ON FUNCTION billing.read_amendment_item(integer, jsonb) IS 'The items of an amendment as a person gives them.';
REVOKE ALL ON FUNCTION billing.read_amendment_item(integer, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.read_amendment_item(integer, jsonb) TO mg_batch_owner;
