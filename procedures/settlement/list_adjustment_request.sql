CREATE OR REPLACE FUNCTION settlement.list_adjustment_request(p_tenant_key text DEFAULT NULL, p_status text[] DEFAULT NULL)
RETURNS TABLE (adjustment_request_id uuid, tenant_key text, schedule_code text, adjusted_on date, amount_minor bigint, amount text, currency text, reason text,
  status text, requested_at timestamptz, requested_by text, decided_at timestamptz, decided_by text, decision_reason text, adjustment_id uuid, effective_on date,
  attachments jsonb)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_adjustment_request$
  SELECT r.adjustment_request_id, t.tenant_key, r.schedule_code, r.adjusted_on, r.amount_minor, settlement.explain_amount(r.amount_minor, r.currency, c.decimals, 'en'), r.currency, r.reason,
    r.status, r.created_at, identity.actor_name(r.created_by), r.decided_at, identity.actor_name(r.decided_by), r.decision_reason, r.adjustment_id, a.effective_on,
    coalesce((SELECT jsonb_agg(jsonb_build_object('adjustment_attachment_id', f.adjustment_attachment_id, 'file_name', f.file_name, 'media_type', f.media_type,
        'size_bytes', f.size_bytes, 'content_sha256', encode(f.content_sha256, 'hex'), 'attached_by', identity.actor_name(f.created_by)) ORDER BY f.adjustment_attachment_id)
      FROM settlement.adjustment_attachment AS f
      WHERE f.tenant_id = r.tenant_id AND f.adjustment_request_id = r.adjustment_request_id), '[]')
  FROM settlement.adjustment_request AS r
  JOIN tenancy.tenant AS t ON t.tenant_id = r.tenant_id
  JOIN core.currency AS c ON c.currency = r.currency
  LEFT JOIN settlement.adjustment AS a ON a.tenant_id = r.tenant_id AND a.adjustment_id = r.adjustment_id
  WHERE (p_tenant_key IS NULL OR r.tenant_id = (SELECT settlement.find_tenant(p_tenant_key))) AND (p_status IS NULL OR r.status = ANY (p_status))
  ORDER BY r.created_at, r.adjustment_request_id
$list_adjustment_request$;
COMMENT ON FUNCTION settlement.list_adjustment_request(text, text[]) IS 'Requests for adjustments with their attachments'' names, the oldest first; of one tenant, or in some states alone.';
ALTER FUNCTION settlement.list_adjustment_request(text, text[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_adjustment_request(text, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_adjustment_request(text, text[]) TO mg_batch, mg_auditor;
