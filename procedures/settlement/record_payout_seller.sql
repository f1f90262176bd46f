CREATE OR REPLACE FUNCTION settlement.record_payout_seller(p_seller_ref text, p_external_ref text, p_status text, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_payout_seller$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.prepare_payout');
  v_seller settlement.payout_seller;
BEGIN
  SELECT e.* INTO v_seller FROM settlement.payout_seller AS e WHERE e.seller_ref = p_seller_ref;
  IF NOT FOUND OR coalesce(v_seller.external_ref, p_external_ref) IS DISTINCT FROM p_external_ref THEN
    RAISE EXCEPTION USING ERRCODE = 'MS424', MESSAGE = 'no such seller', DETAIL = format('seller %s, at the gateway %s', quote_nullable(left(p_seller_ref, 40)), quote_nullable(left(p_external_ref, 60))),
      HINT = 'Register the account first: mindgarden payout seller.';
  ELSIF (v_seller.external_ref, v_seller.status) IS NOT DISTINCT FROM (p_external_ref, p_status) THEN
    RETURN 'unchanged';
  END IF;
  UPDATE settlement.payout_seller AS e SET external_ref = p_external_ref, status = p_status
  WHERE e.tenant_id = v_seller.tenant_id AND e.payout_account_id = v_seller.payout_account_id;
  PERFORM audit.record(v_seller.tenant_id, 'settlement.payout_seller.changed', v_seller.payout_account_id::text,
    jsonb_build_object('seller_ref', p_seller_ref, 'external_ref', p_external_ref, 'status', p_status, 'before', v_seller.status), v_actor);
  RETURN 'recorded';
END
$record_payout_seller$;
COMMENT ON FUNCTION settlement.record_payout_seller(text, text, text, uuid) IS 'Notes what the gateway says of a seller: its id there and its state. The same again changes nothing.';
ALTER FUNCTION settlement.record_payout_seller(text, text, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_payout_seller(text, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_payout_seller(text, text, text, uuid) TO mg_batch;
