CREATE OR REPLACE FUNCTION audit.entry_text(p_entry audit.entry) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $entry_text$
  -- The instant as a number: its text would depend on the session's time zone.
  SELECT jsonb_build_array(p_entry.tenant_id, p_entry.entry_id, p_entry.action, p_entry.subject, p_entry.detail,
    extract(epoch FROM p_entry.created_at)::text, p_entry.created_by)::text
$entry_text$;
COMMENT ON FUNCTION audit.entry_text(audit.entry) IS 'All of an audit entry as one text, the same in every session: what its link in the chain seals.';
REVOKE ALL ON FUNCTION audit.entry_text(audit.entry) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.entry_text(audit.entry) TO mg_batch_owner;
