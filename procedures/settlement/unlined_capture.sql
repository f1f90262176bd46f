CREATE OR REPLACE FUNCTION settlement.unlined_capture(p_tenants uuid[], p_schedules text[], p_months date[])
RETURNS TABLE (tenant_id uuid, payment_event_id uuid, platform_rule_id uuid, platform_fee_minor bigint, pg_rule_id uuid, pg_fee_minor bigint)
LANGUAGE plpgsql STABLE
AS $unlined_capture$
DECLARE
  v_ends date[] := ARRAY(SELECT (m.month + interval '1 month')::date - 1 FROM unnest(p_months) WITH ORDINALITY AS m (month, place) ORDER BY m.place);
  v_volume_tenants uuid[] := settlement.volume_tenant(p_tenants);
BEGIN
  -- In PL/pgSQL, so that a statement which hardly ever needs it doesn't plan it every time. No promotion waives what is settled elsewhere.
  RETURN QUERY
  SELECT f.tenant_id, f.payment_event_id, f.platform_rule_id, f.platform_fee_minor + f.waived_minor, f.pg_rule_id, f.pg_fee_minor
  FROM settlement.capture_line(p_tenants, p_schedules, array_fill(NULL::uuid, ARRAY[cardinality(p_tenants)]), p_months,
    v_ends, v_volume_tenants) AS f;
END
$unlined_capture$;
COMMENT ON FUNCTION settlement.unlined_capture(uuid[], text[], date[]) IS 'The fees of captures of whole months that have no line, since they are settled elsewhere: what their refunds give back a share of.';
REVOKE ALL ON FUNCTION settlement.unlined_capture(uuid[], text[], date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.unlined_capture(uuid[], text[], date[]) TO mg_batch_owner;
