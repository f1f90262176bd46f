CREATE OR REPLACE FUNCTION settlement.withheld_tax(p_base bigint, p_income_tax_rate integer, p_minimum_tax bigint)
RETURNS TABLE (income_tax bigint, local_tax bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
AS $withheld_tax$
  SELECT v.tax, v.tax / 100 * 10
  FROM (SELECT CASE WHEN i.tax < p_minimum_tax THEN 0 ELSE i.tax END AS tax
    FROM (SELECT p_base * p_income_tax_rate / 100000000 * 10 AS tax) AS i) AS v
$withheld_tax$;
COMMENT ON FUNCTION settlement.withheld_tax(bigint, integer, bigint) IS 'Income tax of a base, cut to tens of won, and local tax, a tenth of it cut to tens (Treasury Funds Act art. 47, Local Tax Act art. 103-13). An income tax under the minimum withholds nothing.';
REVOKE ALL ON FUNCTION settlement.withheld_tax(bigint, integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.withheld_tax(bigint, integer, bigint) TO mg_batch_owner;
