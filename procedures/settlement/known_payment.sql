CREATE OR REPLACE FUNCTION settlement.known_payment(p_tenant_id uuid, p_ref text, p_content_hash bytea)
RETURNS TABLE (payment_event_id uuid, settlement_day date)
LANGUAGE plpgsql VOLATILE ROWS 1
AS $known_payment$
DECLARE
  v_known record;
BEGIN
  SELECT r.payment_event_id, r.settlement_day, r.content_hash INTO v_known
  FROM commerce.payment_ref AS r WHERE r.tenant_id = p_tenant_id AND r.ref = p_ref;
  IF v_known.content_hash <> p_content_hash THEN
    RAISE EXCEPTION USING ERRCODE = 'MM510', MESSAGE = 'the reference is recorded with other content',
      DETAIL = format('reference "%s"', left(p_ref, 200)), HINT = 'Give another payment another reference.';
  END IF;
  IF v_known.payment_event_id IS NOT NULL THEN
    payment_event_id := v_known.payment_event_id;
    settlement_day := v_known.settlement_day;
    RETURN NEXT;
  END IF;
END
$known_payment$;
COMMENT ON FUNCTION settlement.known_payment(uuid, text, bytea) IS 'The payment that is recorded under a reference with this very content; an error if its content is another.';
REVOKE ALL ON FUNCTION settlement.known_payment(uuid, text, bytea) FROM PUBLIC;
