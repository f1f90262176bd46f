CREATE OR REPLACE FUNCTION settlement.record_payout_submitted(p_reference text, p_external_ref text, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_payout_submitted$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.send_payout');
  v_payout settlement.payout := settlement.find_payout(p_reference);
BEGIN
  UPDATE settlement.payout AS p SET external_ref = p_external_ref
  WHERE p.tenant_id = v_payout.tenant_id AND p.payout_id = v_payout.payout_id AND p.status = 'sent' AND p.external_ref IS NULL;
  IF FOUND THEN
    PERFORM audit.record(v_payout.tenant_id, 'settlement.payout.submitted', v_payout.statement_id::text,
      jsonb_build_object('reference', p_reference, 'external_ref', p_external_ref), v_actor);
    RETURN 'recorded';
  END IF;
  SELECT p.* INTO v_payout FROM settlement.payout AS p WHERE p.tenant_id = v_payout.tenant_id AND p.payout_id = v_payout.payout_id;
  IF v_payout.external_ref IS DISTINCT FROM p_external_ref THEN
    RAISE EXCEPTION USING ERRCODE = 'MS922', MESSAGE = 'the gateway knows the payout by another id', DETAIL = format('payout %s, %s: %s, not %s', p_reference, v_payout.status,
      coalesce(v_payout.external_ref, 'no id'), p_external_ref), HINT = 'Look it up at the gateway: it may have been asked twice.';
  END IF;
  RETURN 'unchanged';
END
$record_payout_submitted$;
COMMENT ON FUNCTION settlement.record_payout_submitted(text, text, uuid) IS 'Notes the id under which the gateway took a payout. The same id again changes nothing, another one is refused.';
ALTER FUNCTION settlement.record_payout_submitted(text, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_payout_submitted(text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_payout_submitted(text, text, uuid) TO mg_batch;
