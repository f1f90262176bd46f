CREATE OR REPLACE FUNCTION audit.note_export(p_statement_id uuid, p_format text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_export$
DECLARE
  v_actor  uuid := identity.require_permission('settlement.export_statement');
  v_tenant uuid := core.require_tenant_id();
  v_count  bigint;
BEGIN
  PERFORM audit.record(v_tenant, 'settlement.statement.exported', coalesce(p_statement_id::text, 'list'), jsonb_build_object('format', p_format), v_actor);
  SELECT count(*) INTO v_count FROM audit.entry AS e
   WHERE e.tenant_id = v_tenant AND e.action = 'settlement.statement.exported' AND e.created_by = v_actor AND e.created_at > now() - interval '1 hour';
  -- Told at the fiftieth and at every fiftieth after that, and not at each of them.
  IF v_count % 50 = 0 THEN
    PERFORM identity.note_security_event('mass_export', 'high', v_actor, v_tenant, core.session_id(), NULL, NULL, core.request_id(),
      jsonb_build_object('exports_within_an_hour', v_count));
  END IF;
END
$note_export$;
COMMENT ON FUNCTION audit.note_export(uuid, text) IS 'Writes down that somebody downloads a statement (null: the list of them), before the first byte is sent; fifty within an hour are a security event.';
REVOKE ALL ON FUNCTION audit.note_export(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.note_export(uuid, text) TO mg_app;
