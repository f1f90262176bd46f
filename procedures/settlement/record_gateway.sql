CREATE OR REPLACE FUNCTION settlement.record_gateway(
  p_gateway_code text, p_name_ko text DEFAULT NULL, p_name_en text DEFAULT NULL, p_day_shift integer DEFAULT NULL, p_missing_after_days integer DEFAULT NULL,
  p_late_after_days integer DEFAULT NULL, p_is_fee_passed_on boolean DEFAULT NULL)
RETURNS settlement.gateway
LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_gateway$
  INSERT INTO settlement.gateway AS g (gateway_code, name_ko, name_en, day_shift, missing_after_days, late_after_days, is_fee_passed_on)
  VALUES (p_gateway_code, coalesce(p_name_ko, p_gateway_code), p_name_en, coalesce(p_day_shift, 3), coalesce(p_missing_after_days, 7),
    coalesce(p_late_after_days, 14), coalesce(p_is_fee_passed_on, false))
  ON CONFLICT (gateway_code) DO UPDATE SET name_ko = coalesce(p_name_ko, g.name_ko), name_en = coalesce(p_name_en, g.name_en),
    day_shift = coalesce(p_day_shift, g.day_shift), missing_after_days = coalesce(p_missing_after_days, g.missing_after_days),
    late_after_days = coalesce(p_late_after_days, g.late_after_days), is_fee_passed_on = coalesce(p_is_fee_passed_on, g.is_fee_passed_on)
  RETURNING *
$record_gateway$;
COMMENT ON FUNCTION settlement.record_gateway(text, text, text, integer, integer, integer, boolean) IS 'Adds a gateway or changes how reconciliation treats it; what is null stays as it is, or has its default.';
ALTER FUNCTION settlement.record_gateway(text, text, text, integer, integer, integer, boolean) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_gateway(text, text, text, integer, integer, integer, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_gateway(text, text, text, integer, integer, integer, boolean) TO mg_batch;
