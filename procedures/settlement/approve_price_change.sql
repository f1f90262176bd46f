CREATE OR REPLACE FUNCTION settlement.approve_price_change(p_request_id uuid, p_reason text DEFAULT NULL, p_actor uuid DEFAULT NULL) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $approve_price_change$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'pricing.approve_change');
  v_request pricing.pricing_change_request;
  v_before jsonb;
  v_after jsonb;
BEGIN
  IF NOT settlement.decide_price_change(p_request_id, 'applied', p_reason, v_actor) THEN
    RETURN 'applied';
  END IF;
  SELECT r.* INTO STRICT v_request FROM pricing.pricing_change_request AS r WHERE r.pricing_change_request_id = p_request_id;
  PERFORM settlement.lock_contract(v_request.tenant_id, v_request.pricing_plan_id);
  v_before := settlement.contract_version_json(v_request.tenant_id, v_request.pricing_plan_id);
  PERFORM settlement.change_contract(v_request.tenant_id, v_request.pricing_plan_id, v_request.currency, v_request.change, v_request.effective_on, v_actor);
  v_after := settlement.contract_version_json(v_request.tenant_id, v_request.pricing_plan_id);
  IF settlement.difference_json(v_before, v_after) <> v_request.difference THEN
    RAISE EXCEPTION USING ERRCODE = 'MP514', MESSAGE = 'the change would no longer do what was asked for',
      DETAIL = format('it would change %s', left(settlement.difference_json(v_before, v_after)::text, 500)), HINT = 'The contract or its open days changed meanwhile: ask again.';
  END IF;
  INSERT INTO pricing.change_effect (pricing_change_request_id, version_id, subject, effect, version_before, version_after)
  SELECT p_request_id, coalesce(o.version_id, n.version_id), coalesce(o.version ->> 'subject', n.version ->> 'subject'),
    CASE WHEN o.version IS NULL THEN 'added' WHEN n.version IS NULL THEN 'removed' ELSE 'changed' END, o.version, n.version
  FROM (SELECT (e.version ->> 'version_id')::uuid AS version_id, e.version FROM jsonb_array_elements(v_before) AS e (version)) AS o
  FULL JOIN (SELECT (e.version ->> 'version_id')::uuid AS version_id, e.version FROM jsonb_array_elements(v_after) AS e (version)) AS n USING (version_id)
  WHERE o.version IS DISTINCT FROM n.version;
  PERFORM settlement.audit_price_change('applied', p_request_id, v_actor);
  RETURN 'applied';
END
$approve_price_change$;
COMMENT ON FUNCTION settlement.approve_price_change(uuid, text, uuid) IS 'Another person approves a change request; it is applied in the same transaction, since versions have their days, and only if it still does what was asked for. Approving it again changes nothing.';
ALTER FUNCTION settlement.approve_price_change(uuid, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.approve_price_change(uuid, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.approve_price_change(uuid, text, uuid) TO mg_batch;
