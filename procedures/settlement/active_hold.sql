CREATE OR REPLACE FUNCTION settlement.active_hold(p_as_of timestamptz)
RETURNS TABLE (tenant_id uuid, statement_id uuid, kind text, reason text, expires_on date, statement_hold_id uuid)
LANGUAGE sql STABLE
AS $active_hold$
  -- A hold is put on a version, and holds what is calculated anew for the same period: reopening is no way around it.
  SELECT s.tenant_id, s.statement_id, h.kind, h.reason, h.expires_on, h.statement_hold_id
  FROM settlement.statement_hold AS h
  JOIN tenancy.tenant AS t ON t.tenant_id = h.tenant_id
  JOIN settlement.statement AS o ON o.tenant_id = h.tenant_id AND o.statement_id = h.statement_id
  JOIN settlement.statement AS s ON s.tenant_id = o.tenant_id AND s.schedule_code = o.schedule_code AND s.period_end = o.period_end AND s.version >= o.version
  WHERE h.released_at IS NULL AND (p_as_of AT TIME ZONE t.time_zone)::date < h.expires_on AND s.status NOT IN ('paid', 'void')
$active_hold$;
COMMENT ON FUNCTION settlement.active_hold(timestamptz) IS 'The holds and exclusions of unpaid statements that are neither released nor, at an instant, expired in the tenant''s zone. To rely on it, lock the statement''s row first and ask in the next statement.';
REVOKE ALL ON FUNCTION settlement.active_hold(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.active_hold(timestamptz) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
