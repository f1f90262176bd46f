CREATE OR REPLACE FUNCTION settlement.fee_vat(
  p_platform_fee bigint, p_pg_fee bigint, p_platform_included bigint, p_platform_borne bigint, p_pg_included bigint, p_pg_borne bigint, p_rounding text)
RETURNS TABLE (fee_vat bigint, platform_vat bigint, pg_vat bigint, platform_included_vat bigint, pg_included_vat bigint, borne_vat bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
AS $fee_vat$
  SELECT p.added + g.added, p.added + p.included + p.borne, g.added + g.included + g.borne, p.included, g.included, p.borne + g.borne
  FROM settlement.component_vat(p_platform_fee, p_platform_included, p_platform_borne, p_rounding) AS p,
    settlement.component_vat(p_pg_fee, p_pg_included, p_pg_borne, p_rounding) AS g
$fee_vat$;
COMMENT ON FUNCTION settlement.fee_vat(bigint, bigint, bigint, bigint, bigint, bigint, text) IS 'VAT on a statement''s fees: what comes on top of them, and of each component what there is in all and within it. p_…_included, p_…_borne: the parts of the fees whose contract says so.';
REVOKE ALL ON FUNCTION settlement.fee_vat(bigint, bigint, bigint, bigint, bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.fee_vat(bigint, bigint, bigint, bigint, bigint, bigint, text) TO mg_batch_owner;
