CREATE OR REPLACE FUNCTION billing.plan_amendment(p_invoice billing.tax_invoice, p_kind integer, p_items jsonb)
RETURNS TABLE (amendment_part text, item_code text, supply_minor bigint, tax_minor bigint, left_supply_minor bigint)
LANGUAGE sql STABLE
AS $plan_amendment$
  WITH given AS (
    SELECT * FROM billing.read_amendment_item(p_kind, p_items)
  ), item AS (
    SELECT coalesce(b.item_code, g.item_code) AS item_code, coalesce(b.supply_minor, 0) AS supply, coalesce(b.tax_minor, 0) AS tax,
      coalesce(b.own_supply_minor, 0) AS own_supply, coalesce(b.own_tax_minor, 0) AS own_tax, g.item_code IS NOT NULL AS is_given, g.supply_minor AS g_supply, g.tax_minor AS g_tax
    FROM (SELECT * FROM billing.tax_invoice_balance AS a WHERE a.tenant_id = (p_invoice).tenant_id AND a.tax_invoice_id = (p_invoice).tax_invoice_id) AS b
    FULL JOIN given AS g ON g.item_code = b.item_code
  ), part AS (
    -- 1: the whole taken back, and the corrected document in its place.
    SELECT 'reversal', i.item_code, -i.own_supply, -i.own_tax, i.supply - i.own_supply FROM item AS i WHERE p_kind = 1
    UNION ALL
    SELECT 'replacement', i.item_code, CASE WHEN p_items IS NULL THEN i.own_supply ELSE i.g_supply END,
      CASE WHEN p_items IS NULL THEN i.own_tax WHEN (p_invoice).tax_type = 'zero_rated' THEN 0 ELSE coalesce(i.g_tax, round(i.g_supply::numeric / 10)) END, 0
    FROM item AS i WHERE p_kind = 1 AND (p_items IS NULL OR i.is_given)
    UNION ALL
    -- 2: the difference alone.
    SELECT 'difference', i.item_code, i.g_supply, coalesce(i.g_tax, billing.tax_after(i.own_supply, i.own_tax, i.supply + i.g_supply) - i.tax), i.supply + i.g_supply
    FROM item AS i WHERE p_kind = 2 AND i.is_given
    UNION ALL
    -- 3 and 5: a part taken back; 5 puts it at the zero rate.
    SELECT 'reversal', i.item_code, -i.g_supply, coalesce(-i.g_tax, billing.tax_after(i.own_supply, i.own_tax, i.supply - i.g_supply) - i.tax), i.supply - i.g_supply
    FROM item AS i WHERE p_kind IN (3, 5) AND i.is_given
    UNION ALL
    SELECT 'replacement', i.item_code, i.g_supply, 0, 0 FROM item AS i WHERE p_kind = 5 AND i.is_given
    UNION ALL
    -- 4 and 6: everything that is owed under it.
    SELECT 'reversal', i.item_code, -i.supply, -i.tax, 0 FROM item AS i WHERE p_kind IN (4, 6)
  )
  SELECT p.* FROM part AS p (amendment_part, item_code, supply_minor, tax_minor, left_supply_minor) WHERE (p.supply_minor, p.tax_minor) <> (0, 0)
$plan_amendment$;
COMMENT ON FUNCTION billing.plan_amendment(billing.tax_invoice, integer, jsonb) IS 'The documents and items of an amendment, by kind; left: what is still owed of the item under the amended document.';
REVOKE ALL ON FUNCTION billing.plan_amendment(billing.tax_invoice, integer, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.plan_amendment(billing.tax_invoice, integer, jsonb) TO mg_batch_owner;
