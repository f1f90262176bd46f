CREATE OR REPLACE FUNCTION pricing.version_history(p_tenant_id uuid, p_plan_id uuid, p_versions jsonb, p_on date)
RETURNS TABLE (version_id uuid, subject text, selector jsonb, valid_from date, valid_to date, state text, content jsonb,
  recorded_at timestamptz, recorded_by text, acts jsonb)
LANGUAGE sql STABLE
AS $version_history$
  WITH stored AS (
    SELECT v.*, false AS is_removed
    FROM jsonb_to_recordset(coalesce(p_versions, '[]')) AS v (version_id uuid, subject text, selector jsonb, valid_from date, valid_to date, content jsonb,
      created_at timestamptz, created_by uuid)
  ), act AS (
    SELECT e.*, r.created_at AS requested_at, identity.actor_name(r.created_by) AS requested_by, r.decided_at, identity.actor_name(r.decided_by) AS approved_by, r.reason
    FROM pricing.pricing_change_request AS r
    JOIN pricing.change_effect AS e ON e.pricing_change_request_id = r.pricing_change_request_id
    WHERE r.tenant_id = p_tenant_id OR r.pricing_plan_id = p_plan_id
  ), known AS (
    SELECT * FROM stored
    UNION ALL
    -- Versions that were taken back before they began are told of as well.
    SELECT v.version_id, v.subject, v.selector, v.valid_from, v.valid_to, v.content, v.created_at, v.created_by, true
    FROM act AS a
    CROSS JOIN LATERAL jsonb_to_record(a.version_before) AS v (version_id uuid, subject text, selector jsonb, valid_from date, valid_to date,
      content jsonb, created_at timestamptz, created_by uuid)
    WHERE a.effect = 'removed'
  )
  SELECT k.version_id, k.subject, k.selector, k.valid_from, k.valid_to,
    CASE WHEN k.is_removed THEN 'taken_back' WHEN k.valid_from > p_on THEN 'future' WHEN k.valid_to <= p_on THEN 'past' ELSE 'present' END,
    k.content, k.created_at, identity.actor_name(k.created_by),
    coalesce((SELECT jsonb_agg(jsonb_build_object('request_id', a.pricing_change_request_id, 'effect', a.effect,
        'valid_to_before', a.version_before -> 'valid_to', 'valid_to_after', a.version_after -> 'valid_to', 'requested_by', a.requested_by,
        'requested_at', a.requested_at, 'approved_by', a.approved_by, 'approved_at', a.decided_at, 'reason', a.reason) ORDER BY a.decided_at)
      FROM act AS a WHERE a.version_id = k.version_id), '[]')
  FROM known AS k
  ORDER BY k.subject, k.selector, k.valid_from NULLS FIRST, k.created_at
$version_history$;
COMMENT ON FUNCTION pricing.version_history(uuid, uuid, jsonb, date) IS 'Versions with who recorded them, and every request that added, ended or took them back: who asked, who approved, when, why.';
REVOKE ALL ON FUNCTION pricing.version_history(uuid, uuid, jsonb, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.version_history(uuid, uuid, jsonb, date) TO mg_batch_owner;
