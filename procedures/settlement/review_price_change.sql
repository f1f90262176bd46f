CREATE OR REPLACE FUNCTION settlement.review_price_change(p_request_id uuid)
RETURNS TABLE (subject text, selector jsonb, valid_from date, valid_to date, old jsonb, new jsonb)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $review_price_change$
DECLARE
  v_request pricing.pricing_change_request;
  v_difference jsonb;
BEGIN
  SELECT r.* INTO v_request FROM pricing.pricing_change_request AS r WHERE r.pricing_change_request_id = p_request_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MP410', MESSAGE = 'unknown change request', DETAIL = format('request %s', p_request_id), HINT = 'mindgarden pricing list names them.';
  END IF;
  v_difference := v_request.difference;
  IF v_request.status = 'requested' THEN
    v_difference := settlement.try_contract_change(v_request.tenant_id, v_request.pricing_plan_id, v_request.currency, v_request.change,
      v_request.effective_on, v_request.created_by);
  END IF;
  RETURN QUERY SELECT d.* FROM jsonb_to_recordset(v_difference)
    AS d (subject text, selector jsonb, valid_from date, valid_to date, old jsonb, new jsonb);
END
$review_price_change$;
COMMENT ON FUNCTION settlement.review_price_change(uuid) IS 'What a change request changes, by selector and day: an open one as it would be applied now (or why it can''t be), a decided one as it was asked for.';
ALTER FUNCTION settlement.review_price_change(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.review_price_change(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.review_price_change(uuid) TO mg_batch;
