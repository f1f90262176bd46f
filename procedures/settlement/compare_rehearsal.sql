CREATE OR REPLACE FUNCTION settlement.compare_rehearsal(p_from date, p_through date, p_is_month boolean, p_tenant_key text, p_stored uuid[])
RETURNS TABLE (tenant_key text, currency text, compared_with text, place integer, figure text, old_minor bigint, new_minor bigint, difference_minor bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $compare_rehearsal$
#variable_conflict use_column
DECLARE
  v_tenants uuid[];
  v_new uuid[];
  v_before uuid[];
BEGIN
  -- What was settled before is priced anew from its sources.
  SELECT array_agg(DISTINCT r.tenant_id) INTO v_tenants
  FROM settlement.report_statement(p_from, p_through, p_tenant_key) AS r WHERE r.statement_id = ANY (p_stored);
  IF v_tenants IS NOT NULL THEN
    RETURN QUERY
    SELECT w.tenant_key, w.currency, 'stored', w.place, w.figure, w.old_minor, w.new_minor, w.difference_minor
    FROM settlement.what_if('{}', p_from, p_through, v_tenants) AS w WHERE w.tenant_id IS NOT NULL;
  END IF;

  -- What is settled now stands beside the month before, or the period before.
  SELECT array_agg(DISTINCT r.tenant_id), array_agg(r.statement_id) INTO v_tenants, v_new
  FROM settlement.report_statement(p_from, p_through, p_tenant_key) AS r
  WHERE r.statement_id <> ALL (p_stored) AND (p_is_month OR r.period_start = p_from);
  IF v_new IS NULL THEN
    RETURN;
  END IF;
  SELECT coalesce(array_agg(s.statement_id), '{}') INTO v_before
  FROM settlement.statement AS s
  WHERE s.tenant_id = ANY (v_tenants) AND s.status <> 'void' AND s.period_end < p_from
    AND CASE WHEN p_is_month THEN s.period_end >= p_from - interval '1 month'
      ELSE s.period_end = p_from - 1 END;
  RETURN QUERY
  SELECT t.tenant_key, n.currency, CASE WHEN o.tenant_id IS NULL THEN 'nothing' ELSE 'previous' END, n.place, n.figure,
    coalesce(o.amount_minor, 0), n.amount_minor, n.amount_minor - coalesce(o.amount_minor, 0)
  FROM jsonb_to_recordset(settlement.stored_figure(v_tenants, v_new)) AS n (tenant_id uuid, currency text, place integer, figure text, amount_minor bigint)
  JOIN tenancy.tenant AS t ON t.tenant_id = n.tenant_id
  LEFT JOIN jsonb_to_recordset(settlement.stored_figure(v_tenants, v_before)) AS o (tenant_id uuid, place integer, amount_minor bigint)
    ON o.tenant_id = n.tenant_id AND o.place = n.place
  ORDER BY t.tenant_key COLLATE "C", n.place;
END
$compare_rehearsal$;
COMMENT ON FUNCTION settlement.compare_rehearsal(date, date, boolean, text, uuid[]) IS 'Within a rehearsal: statements that stood before it (p_stored) against what they come to now, new ones against those of the month or period before.';
ALTER FUNCTION settlement.compare_rehearsal(date, date, boolean, text, uuid[]) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.compare_rehearsal(date, date, boolean, text, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.compare_rehearsal(date, date, boolean, text, uuid[]) TO mg_batch;
