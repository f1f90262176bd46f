CREATE OR REPLACE FUNCTION settlement.audit_price_change(p_act text, p_request_id uuid, p_actor uuid) RETURNS void
LANGUAGE sql
AS $audit_price_change$
  -- A plan's change is noted with every tenant that is on the plan when it begins, or will be.
  SELECT audit.record(o.tenant_id, 'pricing.change.' || p_act, p_request_id::text,
    jsonb_build_object('difference', r.difference, 'reason', coalesce(r.decision_reason, r.reason), 'plan_id', r.pricing_plan_id), p_actor)
  FROM pricing.pricing_change_request AS r
  CROSS JOIN LATERAL (
    SELECT r.tenant_id WHERE r.tenant_id IS NOT NULL
    UNION
    SELECT p.tenant_id FROM pricing.tenant_plan AS p WHERE p.pricing_plan_id = r.pricing_plan_id AND p.valid_during && daterange(nullif(r.begins_on, '-infinity'), NULL)
  ) AS o
  WHERE r.pricing_change_request_id = p_request_id
$audit_price_change$;
COMMENT ON FUNCTION settlement.audit_price_change(text, uuid, uuid) IS 'Notes an act on a change request in the trail of every tenant that it concerns.';
REVOKE ALL ON FUNCTION settlement.audit_price_change(text, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.audit_price_change(text, uuid, uuid) TO mg_batch_owner;
