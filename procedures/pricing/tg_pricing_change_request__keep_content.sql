CREATE OR REPLACE FUNCTION pricing.tg_pricing_change_request__keep_content() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_pricing_change_request__keep_content$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = 'requested' AND NEW.status <> 'requested'
    AND to_jsonb(OLD) - ARRAY['status', 'decided_at', 'decided_by', 'decision_reason'] = to_jsonb(NEW) - ARRAY['status', 'decided_at', 'decided_by', 'decision_reason'] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'MP911', MESSAGE = 'a change request is decided once, and its content never changes',
    DETAIL = format('%s of request %s, %s', TG_OP, OLD.pricing_change_request_id, OLD.status), HINT = 'Ask for another change.';
END
$tg_pricing_change_request__keep_content$;
COMMENT ON FUNCTION pricing.tg_pricing_change_request__keep_content() IS 'Lets a change request be decided once, and refuses every other change of it.';
REVOKE ALL ON FUNCTION pricing.tg_pricing_change_request__keep_content() FROM PUBLIC;
