CREATE OR REPLACE FUNCTION billing.item_name(p_item_code text) RETURNS TABLE (item_no smallint, name_ko text, name_en text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
AS $item_name$
  SELECT n.item_no::smallint, n.name_ko, n.name_en
  FROM (VALUES (1, 'platform_fee', '플랫폼 수수료', 'Platform fee'), (2, 'pg_fee', '결제 수수료', 'Payment fee')) AS n (item_no, item_code, name_ko, name_en)
  WHERE n.item_code = p_item_code
$item_name$;
COMMENT ON FUNCTION billing.item_name(text) IS 'The items of headquarters'' tax invoices: their order and names.';
REVOKE ALL ON FUNCTION billing.item_name(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.item_name(text) TO mg_batch_owner;
