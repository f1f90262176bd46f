CREATE OR REPLACE FUNCTION audit.record(p_tenant_id uuid, p_action text, p_subject text, p_detail jsonb, p_actor uuid) RETURNS uuid
LANGUAGE sql VOLATILE
AS $record$
  -- From which request and branch it came, for whoever has a context: no caller has to think of it.
  INSERT INTO audit.entry (tenant_id, action, subject, detail, created_by)
  SELECT p_tenant_id, p_action, p_subject,
         p_detail || jsonb_strip_nulls(jsonb_build_object('request_id', nullif(c.part[5], ''), 'branch_id', nullif(c.part[2], ''))), p_actor
    FROM (SELECT core.sealed_context() AS part) AS c
  RETURNING entry_id
$record$;
COMMENT ON FUNCTION audit.record(uuid, text, text, jsonb, uuid) IS 'Notes who did what to which thing, in the transaction of the act, with its request and branch where there is a context.';
REVOKE ALL ON FUNCTION audit.record(uuid, text, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.record(uuid, text, text, jsonb, uuid) TO mg_owner, mg_batch_owner;
