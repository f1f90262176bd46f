CREATE OR REPLACE FUNCTION settlement.tg_payment_ref__keep_disputed() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_payment_ref__keep_disputed$
DECLARE
  v_case settlement.chargeback_case;
BEGIN
  -- Undoing an import frees references: not that of a payment under dispute, and not that of a chargeback that was given back already.
  SELECT c.* INTO v_case FROM settlement.chargeback_case AS c
  WHERE c.tenant_id = OLD.tenant_id
    AND ((c.status = 'open' AND c.capture_event_id = OLD.payment_event_id) OR (c.restored_minor > 0 AND c.chargeback_event_id = OLD.payment_event_id))
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS535', MESSAGE = 'a disputed payment cannot be undone',
      DETAIL = format('reference %s, case %s, %s', OLD.ref, v_case.gateway_ref, v_case.status), HINT = 'Decide or withdraw the open case first; what was given back of a chargeback stays with an adjustment.';
  END IF;
  RETURN OLD;
END
$tg_payment_ref__keep_disputed$;
COMMENT ON FUNCTION settlement.tg_payment_ref__keep_disputed() IS 'Keeps an import from being undone while a payment of it is under dispute, or after a chargeback of it was given back.';
REVOKE ALL ON FUNCTION settlement.tg_payment_ref__keep_disputed() FROM PUBLIC;
