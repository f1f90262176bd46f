CREATE OR REPLACE FUNCTION settlement.component_vat(p_fee bigint, p_included bigint, p_borne bigint, p_rounding text)
RETURNS TABLE (added bigint, included bigint, borne bigint)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
AS $component_vat$
  SELECT CASE WHEN p_rounding = 'down' THEN (p_fee - p_included - p_borne) / 10 ELSE round((p_fee - p_included - p_borne) / 10.0)::bigint END,
    CASE WHEN p_rounding = 'down' THEN p_included / 11 ELSE settlement.vat_within(p_included) END,
    CASE WHEN p_rounding = 'down' THEN p_borne / 10 ELSE round(p_borne / 10.0)::bigint END
$component_vat$;
COMMENT ON FUNCTION settlement.component_vat(bigint, bigint, bigint, text) IS 'VAT of one component''s fee of a period: a tenth on top of it, an eleventh within the included part, a tenth that HQ bears; half_up or cut (down).';
REVOKE ALL ON FUNCTION settlement.component_vat(bigint, bigint, bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.component_vat(bigint, bigint, bigint, text) TO mg_batch_owner;
