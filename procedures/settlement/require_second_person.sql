CREATE OR REPLACE FUNCTION settlement.require_second_person(p_adjustment_request_id uuid, p_asked_by uuid, p_actor uuid) RETURNS void
LANGUAGE plpgsql STABLE
AS $require_second_person$
BEGIN
  -- The service is an operator at the console, who may decide on what anybody asked for.
  IF identity.is_person(p_actor) AND p_actor = p_asked_by THEN
    RAISE EXCEPTION USING ERRCODE = 'MS512', MESSAGE = 'an adjustment is decided by another person than who asked for it',
      DETAIL = format('request %s', p_adjustment_request_id), HINT = 'Let another person decide (--as EMAIL).';
  END IF;
END
$require_second_person$;
COMMENT ON FUNCTION settlement.require_second_person(uuid, uuid, uuid) IS 'An error if who decides on a request for an adjustment is the person who asked for it, or unknown.';
REVOKE ALL ON FUNCTION settlement.require_second_person(uuid, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.require_second_person(uuid, uuid, uuid) TO mg_batch_owner;
