CREATE OR REPLACE FUNCTION audit.note_trail_export(p_filter jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_trail_export$
DECLARE
  v_actor uuid := identity.require_permission('audit.read_trail');
BEGIN
  PERFORM audit.record(core.require_tenant_id(), 'audit.trail.exported', 'trail', p_filter, v_actor);
END
$note_trail_export$;
COMMENT ON FUNCTION audit.note_trail_export(jsonb) IS 'Writes down that somebody downloads the trail, before the first byte is sent.';
REVOKE ALL ON FUNCTION audit.note_trail_export(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.note_trail_export(jsonb) TO mg_app;
