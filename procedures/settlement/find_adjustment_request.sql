CREATE OR REPLACE FUNCTION settlement.find_adjustment_request(p_adjustment_request_id uuid) RETURNS settlement.adjustment_request
LANGUAGE plpgsql STABLE
AS $find_adjustment_request$
DECLARE
  v_request settlement.adjustment_request;
BEGIN
  SELECT r.* INTO v_request FROM settlement.adjustment_request AS r WHERE r.adjustment_request_id = p_adjustment_request_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS410', MESSAGE = 'unknown adjustment request', DETAIL = format('request %s', p_adjustment_request_id),
      HINT = 'mindgarden adjustment list names them.';
  END IF;
  RETURN v_request;
END
$find_adjustment_request$;
COMMENT ON FUNCTION settlement.find_adjustment_request(uuid) IS 'A request for an adjustment by its id, or an error that says where to find ids.';
REVOKE ALL ON FUNCTION settlement.find_adjustment_request(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_adjustment_request(uuid) TO mg_batch_owner;
