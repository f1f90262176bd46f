CREATE OR REPLACE FUNCTION audit.record(p_tenant_id uuid, p_action text, p_subject text, p_detail jsonb, p_actor uuid) RETURNS uuid
LANGUAGE sql VOLATILE
AS $record$
  INSERT INTO audit.entry (tenant_id, action, subject, detail, created_by)
  VALUES (p_tenant_id, p_action, p_subject, p_detail, p_actor)
  RETURNING entry_id
$record$;
COMMENT ON FUNCTION audit.record(uuid, text, text, jsonb, uuid) IS 'Notes who did what to which thing, in the transaction of the act.';
REVOKE ALL ON FUNCTION audit.record(uuid, text, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.record(uuid, text, text, jsonb, uuid) TO mg_owner, mg_batch_owner;
