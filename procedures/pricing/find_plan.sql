CREATE OR REPLACE FUNCTION pricing.find_plan(p_plan_key text) RETURNS uuid
LANGUAGE plpgsql STABLE
AS $find_plan$
DECLARE
  v_plan_id uuid;
BEGIN
  SELECT p.pricing_plan_id INTO v_plan_id FROM pricing.pricing_plan AS p WHERE p.plan_key = p_plan_key;
  IF v_plan_id IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MP401', MESSAGE = 'unknown plan', DETAIL = format('plan %s', quote_nullable(p_plan_key)),
      HINT = 'Give the plan in "plans", or use a stored one.';
  END IF;
  RETURN v_plan_id;
END
$find_plan$;
COMMENT ON FUNCTION pricing.find_plan(text) IS 'A plan by its key; an error if there is none.';
REVOKE ALL ON FUNCTION pricing.find_plan(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.find_plan(text) TO mg_batch_owner;
