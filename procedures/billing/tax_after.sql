CREATE OR REPLACE FUNCTION billing.tax_after(p_own_supply_minor bigint, p_own_tax_minor bigint, p_supply_minor bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $tax_after$
  SELECT CASE WHEN p_own_supply_minor = 0 THEN round(p_supply_minor::numeric / 10)
    ELSE round(p_own_tax_minor::numeric * p_supply_minor / p_own_supply_minor) END::bigint
$tax_after$;
COMMENT ON FUNCTION billing.tax_after(bigint, bigint, bigint) IS 'The tax that an item bears once this supply is left of it, by its own rate: an amendment''s tax is the difference to what it bore before, so that taking back all of it in any parts takes back exactly its tax.';
REVOKE ALL ON FUNCTION billing.tax_after(bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.tax_after(bigint, bigint, bigint) TO mg_batch_owner;
