CREATE OR REPLACE FUNCTION settlement.list_contract_version(p_tenant_id uuid, p_plan_id uuid)
RETURNS TABLE (version_id uuid, subject text, selector jsonb, valid_from date, valid_to date, content jsonb, created_at timestamptz, created_by uuid)
LANGUAGE sql STABLE
AS $list_contract_version$
  SELECT v.version_id, v.subject, v.selector, v.valid_from, v.valid_to, v.content, v.created_at, v.created_by
  FROM pricing.list_version(p_tenant_id, p_plan_id) AS v
  UNION ALL
  SELECT t.terms_id, 'terms', jsonb_strip_nulls(jsonb_build_object('schedule', nullif(t.schedule_code, ''))), lower(t.valid_during), upper(t.valid_during),
    settlement.terms_json(t), t.created_at, t.created_by
  FROM settlement.terms AS t
  WHERE t.tenant_id = p_tenant_id
  UNION ALL
  SELECT s.schedule_id, 'schedule', jsonb_build_object('schedule', s.schedule_code), NULL::date, NULL::date,
    jsonb_build_object('methods', s.methods), s.created_at, s.created_by
  FROM settlement.schedule AS s
  WHERE s.tenant_id = p_tenant_id
$list_contract_version$;
COMMENT ON FUNCTION settlement.list_contract_version(uuid, uuid) IS 'Every version, past and future, of the contract of a tenant or a plan: prices, terms, schedules.';
REVOKE ALL ON FUNCTION settlement.list_contract_version(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_contract_version(uuid, uuid) TO mg_batch_owner;
