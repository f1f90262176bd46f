CREATE OR REPLACE FUNCTION settlement.keep_volume(p_tenants uuid[], p_schedules text[], p_statements uuid[], p_starts date[], p_ends date[], p_volume_tenants uuid[])
RETURNS void
LANGUAGE plpgsql
AS $keep_volume$
DECLARE
  v_tenants uuid[];
  v_schedules text[];
  v_months date[];
  v_from date[];
  v_through date[];
BEGIN
  -- Where the month goes on, and either its first day was settled just now or its days before are kept already.
  SELECT array_agg(s.tenant_id), array_agg(s.schedule_code), array_agg(m.month), array_agg(greatest(s.from_day, m.month)), array_agg(s.through_day)
  INTO v_tenants, v_schedules, v_months, v_from, v_through
  FROM (SELECT x.tenant_id, x.schedule_code, min(x.first_day) AS from_day, max(x.last_day) AS through_day
    FROM unnest(p_tenants, p_schedules, p_starts, p_ends) AS x (tenant_id, schedule_code, first_day, last_day)
    WHERE x.tenant_id = ANY (p_volume_tenants) GROUP BY x.tenant_id, x.schedule_code) AS s
  CROSS JOIN LATERAL (SELECT date_trunc('month', s.through_day::timestamp)::date AS month) AS m
  JOIN settlement.tenant_clock AS c ON c.tenant_id = s.tenant_id AND c.schedule_code = s.schedule_code
  WHERE s.through_day < (m.month + interval '1 month')::date - 1
    AND (s.from_day <= m.month OR c.volume_through = s.from_day - 1);
  IF v_tenants IS NULL THEN
    RETURN;
  END IF;

  INSERT INTO settlement.rule_volume AS v (tenant_id, schedule_code, fee_rule_id, month_on, basis_minor, currency)
  SELECT w.tenant_id, w.schedule_code, f.fee_rule_id, w.month,
    max(k.basis + CASE WHEN f.kind = 'tiered' THEN l.sales_minor ELSE pricing.percent_fee(l.sales_minor, f.rate, f.fixed_minor, f.minimum_minor, f.maximum_minor) END),
    l.currency
  FROM unnest(v_tenants, v_schedules, v_months, v_from, v_through) AS w (tenant_id, schedule_code, month, from_day, through_day)
  JOIN unnest(p_tenants, p_schedules, p_statements) AS s (tenant_id, schedule_code, statement_id)
    ON s.tenant_id = w.tenant_id AND s.schedule_code = w.schedule_code
  JOIN settlement.line AS l ON l.tenant_id = s.tenant_id AND l.statement_id = s.statement_id AND l.settlement_day BETWEEN w.from_day AND w.through_day
  CROSS JOIN LATERAL (VALUES (l.platform_rule_id, l.platform_basis_minor), (l.pg_rule_id, l.pg_basis_minor)) AS k (fee_rule_id, basis)
  JOIN (SELECT DISTINCT a.tenant_id, a.fee_rule_id, a.kind, a.rate, a.fixed_minor, a.minimum_minor, a.maximum_minor
    FROM pricing.applicable_fee_rule AS a
    WHERE a.tenant_id = ANY (p_volume_tenants) AND (a.kind = 'tiered' OR a.month_maximum_minor IS NOT NULL)) AS f
    ON f.tenant_id = l.tenant_id AND f.fee_rule_id = k.fee_rule_id
  -- What takes a capture back has a negative amount, and the capture that it took back no rule.
  WHERE l.kind = 'capture' AND l.sales_minor > 0 AND l.tenant_id = ANY (p_volume_tenants)
    AND l.settlement_day BETWEEN core.earliest_day(v_from) AND core.latest_day(v_through)
  GROUP BY w.tenant_id, w.schedule_code, f.fee_rule_id, w.month, l.currency
  ON CONFLICT (tenant_id, schedule_code, month_on, fee_rule_id) DO UPDATE SET basis_minor = excluded.basis_minor;

  UPDATE settlement.tenant_clock AS c SET volume_through = w.through_day
  FROM unnest(v_tenants, v_schedules, v_through) AS w (tenant_id, schedule_code, through_day)
  WHERE c.tenant_id = w.tenant_id AND c.schedule_code = w.schedule_code;
END
$keep_volume$;
COMMENT ON FUNCTION settlement.keep_volume(uuid[], text[], uuid[], date[], date[], uuid[]) IS 'After lines were written: keeps how far volumes and capped fees of the running month have come, so that its next settlement reads its own days alone.';
REVOKE ALL ON FUNCTION settlement.keep_volume(uuid[], text[], uuid[], date[], date[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.keep_volume(uuid[], text[], uuid[], date[], date[], uuid[]) TO mg_batch_owner;
