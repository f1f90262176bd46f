CREATE OR REPLACE FUNCTION settlement.gateway_fee(p_tenants uuid[], p_is_passed_on boolean DEFAULT NULL)
RETURNS TABLE (tenant_id uuid, match_group_id uuid, charged_minor bigint, gateway_minor bigint, margin_minor bigint, currency text)
LANGUAGE sql STABLE ROWS 10000
AS $gateway_fee$
  WITH link AS (
    SELECT m.* FROM settlement.gateway_match AS m
    WHERE m.tenant_id = ANY (p_tenants) AND m.shape <> 'partial'
  ), ours AS (
    SELECT e.tenant_id, e.match_group_id, bool_and(l.tenant_id IS NOT NULL) AS is_settled, sum(l.pg_fee_minor) AS charged,
      bool_or(coalesce(t.vat_treatment, p.vat_treatment, 'added') = 'included') AS is_included
    FROM (SELECT DISTINCT k.tenant_id, k.match_group_id, k.settlement_day, k.payment_event_id FROM link AS k) AS e
    LEFT JOIN settlement.line AS l ON l.tenant_id = e.tenant_id AND l.settlement_day = e.settlement_day AND l.payment_event_id = e.payment_event_id
    LEFT JOIN pricing.tenant_fee_rule AS t ON t.tenant_id = l.tenant_id AND t.tenant_fee_rule_id = l.pg_rule_id
    LEFT JOIN pricing.plan_fee_rule AS p ON p.plan_fee_rule_id = l.pg_rule_id
    GROUP BY e.tenant_id, e.match_group_id
  ), theirs AS (
    SELECT k.tenant_id, k.match_group_id, r.currency, sum(r.fee_minor) AS fee, sum(r.vat_minor) AS vat, bool_and(w.is_fee_passed_on) AS is_passed_on
    FROM (SELECT DISTINCT i.tenant_id, i.match_group_id, i.gateway_row_id FROM link AS i) AS k
    JOIN settlement.gateway_row AS r ON r.gateway_row_id = k.gateway_row_id
    JOIN settlement.gateway AS w ON w.gateway_code = r.gateway_code
    GROUP BY k.tenant_id, k.match_group_id, r.currency
  )
  SELECT o.tenant_id, o.match_group_id, o.charged::bigint, v.gateway::bigint, (o.charged - v.gateway)::bigint, h.currency
  FROM ours AS o
  JOIN theirs AS h ON h.tenant_id = o.tenant_id AND h.match_group_id = o.match_group_id
  -- A fee that holds its VAT is compared with one that does.
  CROSS JOIN LATERAL (SELECT CASE WHEN o.is_included THEN h.fee ELSE h.fee - h.vat END AS gateway) AS v
  WHERE o.is_settled AND (p_is_passed_on IS NULL OR h.is_passed_on = p_is_passed_on)
$gateway_fee$;
COMMENT ON FUNCTION settlement.gateway_fee(uuid[], boolean) IS 'What tenants were charged as gateway fee and what the gateway charged, for each settled group of matched rows and events; the margin is HQ''s. p_is_passed_on: of gateways whose fee is passed on, or not; null: all.';
REVOKE ALL ON FUNCTION settlement.gateway_fee(uuid[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.gateway_fee(uuid[], boolean) TO mg_batch_owner;
