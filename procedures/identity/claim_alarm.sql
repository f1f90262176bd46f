SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.claim_alarm() RETURNS TABLE (security_event_id uuid, occurred_at timestamptz, kind text, severity text, user_id uuid, tenant_id uuid, request_id uuid, detail jsonb)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $claim_alarm$
  UPDATE identity.security_event AS e SET alarmed_at = statement_timestamp()
   WHERE e.security_event_id = (SELECT n.security_event_id FROM identity.security_event AS n
                                 WHERE n.alarmed_at IS NULL AND n.severity IN ('high', 'critical')
                                 ORDER BY n.occurred_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING e.security_event_id, e.occurred_at, e.kind, e.severity, e.user_id, e.tenant_id, e.request_id, e.detail
$claim_alarm$;
COMMENT ON FUNCTION identity.claim_alarm() IS 'The next event to raise an alarm about, taken within the callers transaction: if telling fails, another worker takes it.';
REVOKE ALL ON FUNCTION identity.claim_alarm() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.claim_alarm() TO mg_auth;
SET ROLE mg_owner;
