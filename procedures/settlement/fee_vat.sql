CREATE OR REPLACE FUNCTION settlement.fee_vat(p_platform_fee bigint, p_pg_fee bigint, p_rounding text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $fee_vat$
  SELECT CASE p_rounding
    WHEN 'down' THEN p_platform_fee / 10 + p_pg_fee / 10
    ELSE round(p_platform_fee / 10.0)::bigint + round(p_pg_fee / 10.0)::bigint END
$fee_vat$;
COMMENT ON FUNCTION settlement.fee_vat(bigint, bigint, text) IS 'VAT of ten percent on each fee of a statement, rounded half away from zero, or cut (down).';
REVOKE ALL ON FUNCTION settlement.fee_vat(bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.fee_vat(bigint, bigint, text) TO mg_batch_owner;
