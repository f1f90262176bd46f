CREATE OR REPLACE VIEW settlement.statement_hold_active WITH (security_invoker = true) AS
  SELECT a.tenant_id, a.statement_id, a.kind, a.reason, a.expires_on
  FROM settlement.active_hold(now()) AS a;
COMMENT ON VIEW settlement.statement_hold_active IS 'The holds (nothing pays the statement) and exclusions (payout batches leave it out) in force now. To rely on it, lock the statement''s row first and ask in the next statement.';

CREATE OR REPLACE VIEW settlement.statement_report WITH (security_invoker = true) AS
  SELECT s.tenant_id, t.tenant_key, t.name_ko AS tenant_name_ko, t.name_en AS tenant_name_en, t.business_number, t.address, t.time_zone,
    s.statement_id, concat_ws('-', to_char(s.period_end, 'YYYYMMDD'), nullif(s.schedule_code, ''), s.version::text) AS statement_number, s.version, s.status,
    s.period_start, s.period_end, m.cycle, s.payout_date, s.currency, s.gross_sales_minor,
    s.discount_given_minor - s.discount_returned_minor AS platform_discount_minor, s.refunds_minor, s.chargebacks_minor,
    n.net_sales_minor, s.platform_fee_minor, s.pg_fee_minor, s.fee_vat_minor,
    s.platform_fee_minor + s.pg_fee_minor + s.fee_vat_minor AS fee_total_minor,
    s.income_tax_minor, s.local_tax_minor, s.income_tax_minor + s.local_tax_minor AS withholding_minor,
    n.net_sales_minor - s.platform_fee_minor - s.pg_fee_minor - s.fee_vat_minor - s.income_tax_minor - s.local_tax_minor AS net_minor,
    s.holdback_minor, s.holdback_release_minor, s.holdback_release_on, s.adjustments_minor, s.carry_in_minor,
    s.payout_minor + s.carry_out_minor AS balance_minor, s.payout_minor, s.carry_out_minor,
    s.capture_count + s.refund_count + s.chargeback_count AS line_count, s.capture_count, s.refund_count, s.chargeback_count,
    s.created_at, s.confirmed_at, s.paid_on, s.voided_at, m.minimum_payout_minor,
    trim_scale(m.holdback_rate / 100000.0)::text AS holdback_percent, m.withholding, m.fee_vat_rounding,
    s.platform_vat_minor, s.pg_vat_minor, s.platform_included_vat_minor, s.pg_included_vat_minor, s.borne_vat_minor, s.waived_minor,
    s.taxable_supply_minor, s.sales_vat_minor, s.tax_free_minor, s.zero_rated_minor,
    s.schedule_code, s.reviewed_at, h.kind AS hold_kind, h.reason AS hold_reason, h.expires_on AS hold_expires_on
  FROM settlement.statement AS s
  JOIN tenancy.tenant AS t ON t.tenant_id = s.tenant_id
  JOIN settlement.terms AS m ON m.tenant_id = s.tenant_id AND m.terms_id = s.terms_id
  -- Held tells more than excluded, and what ends last more than what ends before.
  LEFT JOIN (
    SELECT DISTINCT ON (a.tenant_id, a.statement_id) a.tenant_id, a.statement_id, a.kind, a.reason, a.expires_on
    FROM settlement.statement_hold_active AS a
    ORDER BY a.tenant_id, a.statement_id, a.kind DESC, a.expires_on DESC
  ) AS h ON h.tenant_id = s.tenant_id AND h.statement_id = s.statement_id
  CROSS JOIN LATERAL (SELECT s.gross_sales_minor + s.discount_given_minor - s.discount_returned_minor - s.refunds_minor
    - s.chargebacks_minor AS net_sales_minor) AS n;
COMMENT ON VIEW settlement.statement_report IS 'Statements with their tenant, terms and derived sums: what every report of a statement starts from.';

CREATE OR REPLACE VIEW settlement.statement_head WITH (security_invoker = true) AS
  SELECT h.* FROM settlement.statement_head_of_tenant() AS h;
COMMENT ON VIEW settlement.statement_head IS 'The names and periods of a tenant''s statements: what who is limited to a branch may know of them.';
GRANT SELECT ON settlement.statement_head TO mg_app;

CREATE OR REPLACE VIEW settlement.line_report WITH (security_invoker = true) AS
  SELECT l.tenant_id, l.statement_id, l.payment_event_id, l.settlement_day, e.occurred_at, e.business_day, e.ref, l.kind, e.is_reversal,
    o.ref AS original_ref, b.branch_code, b.name_ko AS branch_name_ko, b.name_en AS branch_name_en, e.method, e.channel, e.category,
    l.currency, l.sales_minor, l.discount_minor, l.platform_fee_minor, l.pg_fee_minor,
    l.sales_minor + l.discount_minor - l.platform_fee_minor - l.pg_fee_minor AS net_minor, l.platform_rule_id, l.pg_rule_id,
    l.sales_minor + l.discount_minor - l.vat_minor - l.tax_free_minor - l.zero_rated_minor AS taxable_supply_minor, l.vat_minor, l.tax_free_minor,
    l.zero_rated_minor, l.waived_minor, l.promotion_id, e.coupon_discount_minor
  FROM settlement.line AS l
  JOIN commerce.payment_event AS e ON e.tenant_id = l.tenant_id AND e.settlement_day = l.settlement_day AND e.payment_event_id = l.payment_event_id
  JOIN tenancy.branch AS b ON b.tenant_id = e.tenant_id AND b.branch_id = e.branch_id
  LEFT JOIN commerce.payment_event AS o ON o.tenant_id = e.tenant_id AND o.settlement_day = e.original_day AND o.payment_event_id = e.original_event_id;
COMMENT ON VIEW settlement.line_report IS 'Settled events with what they were and what they bore. In order: settlement_day, occurred_at, ref.';

CREATE OR REPLACE VIEW settlement.statement_by_day WITH (security_invoker = true) AS
  SELECT l.tenant_id, l.statement_id, l.settlement_day, l.currency, count(*) AS line_count,
    count(*) FILTER (WHERE l.kind = 'capture') AS capture_count, count(*) FILTER (WHERE l.kind <> 'capture') AS refund_count,
    coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'capture'), 0)::bigint AS sales_minor,
    -coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'refund'), 0)::bigint AS refunds_minor,
    -coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'chargeback'), 0)::bigint AS chargebacks_minor,
    sum(l.discount_minor)::bigint AS discount_minor, sum(l.platform_fee_minor)::bigint AS platform_fee_minor, sum(l.pg_fee_minor)::bigint AS pg_fee_minor,
    sum(l.sales_minor + l.discount_minor - l.platform_fee_minor - l.pg_fee_minor)::bigint AS net_minor
  FROM settlement.line AS l
  GROUP BY l.tenant_id, l.statement_id, l.settlement_day, l.currency;
COMMENT ON VIEW settlement.statement_by_day IS 'A statement''s lines summed by settlement day; fee VAT and withholding are computed on the statement, not on a day.';

CREATE OR REPLACE VIEW settlement.statement_by_method WITH (security_invoker = true) AS
  SELECT l.tenant_id, l.statement_id, l.method, l.currency, count(*) AS line_count,
    count(*) FILTER (WHERE l.kind = 'capture') AS capture_count, count(*) FILTER (WHERE l.kind <> 'capture') AS refund_count,
    coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'capture'), 0)::bigint AS sales_minor,
    -coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'refund'), 0)::bigint AS refunds_minor,
    -coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'chargeback'), 0)::bigint AS chargebacks_minor,
    sum(l.discount_minor)::bigint AS discount_minor, sum(l.platform_fee_minor)::bigint AS platform_fee_minor, sum(l.pg_fee_minor)::bigint AS pg_fee_minor,
    sum(l.net_minor)::bigint AS net_minor
  FROM settlement.line_report AS l
  GROUP BY l.tenant_id, l.statement_id, l.method, l.currency;
COMMENT ON VIEW settlement.statement_by_method IS 'A statement''s lines summed by payment method.';

CREATE OR REPLACE VIEW settlement.statement_by_branch WITH (security_invoker = true) AS
  SELECT l.tenant_id, l.statement_id, l.branch_code, l.branch_name_ko, l.branch_name_en, l.currency, count(*) AS line_count,
    count(*) FILTER (WHERE l.kind = 'capture') AS capture_count, count(*) FILTER (WHERE l.kind <> 'capture') AS refund_count,
    coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'capture'), 0)::bigint AS sales_minor,
    -coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'refund'), 0)::bigint AS refunds_minor,
    -coalesce(sum(l.sales_minor) FILTER (WHERE l.kind = 'chargeback'), 0)::bigint AS chargebacks_minor,
    sum(l.discount_minor)::bigint AS discount_minor, sum(l.platform_fee_minor)::bigint AS platform_fee_minor, sum(l.pg_fee_minor)::bigint AS pg_fee_minor,
    sum(l.net_minor)::bigint AS net_minor
  FROM settlement.line_report AS l
  GROUP BY l.tenant_id, l.statement_id, l.branch_code, l.branch_name_ko, l.branch_name_en, l.currency;
COMMENT ON VIEW settlement.statement_by_branch IS 'A statement''s lines summed by branch.';

CREATE OR REPLACE VIEW settlement.event_payout WITH (security_invoker = true) AS
  SELECT m.tenant_id, m.payment_event_id, m.settlement_day, e.ref, e.kind, e.business_day, m.paid_out_on, m.currency, m.matched_minor, m.basis, m.shape
  FROM settlement.gateway_match AS m
  JOIN commerce.payment_event AS e ON e.tenant_id = m.tenant_id AND e.settlement_day = m.settlement_day AND e.payment_event_id = m.payment_event_id;
COMMENT ON VIEW settlement.event_payout IS 'When the gateway pays out which event of a tenant, and how much of it; what it charges HQ for that is HQ''s.';
GRANT SELECT ON settlement.event_payout TO mg_app, mg_batch_owner, mg_operator, mg_auditor;

CREATE OR REPLACE VIEW settlement.fee_rule_report WITH (security_invoker = true) AS
  SELECT t.tenant_id, t.tenant_fee_rule_id AS fee_rule_id, 'tenant'::text AS owner, NULL::text AS plan_key, t.component, t.kind, t.method, t.category, t.channel,
    trim_scale(t.rate / 100000.0)::text AS percent, t.fixed_minor, t.minimum_minor, t.maximum_minor,
    (SELECT jsonb_agg(jsonb_build_object('from', u.lower, 'up_to', t.tier_from[u.place + 1], 'percent', trim_scale(t.tier_rate[u.place] / 100000.0)::text) ORDER BY u.place)
      FROM unnest(t.tier_from) WITH ORDINALITY AS u (lower, place)) AS tiers,
    t.returns_on_refund, lower(t.valid_during) AS valid_from, upper(t.valid_during) AS valid_to, t.month_maximum_minor, t.vat_treatment
  FROM pricing.tenant_fee_rule AS t
  UNION ALL
  SELECT n.tenant_id, p.plan_fee_rule_id, 'plan', g.plan_key, p.component, p.kind, p.method, p.category, p.channel,
    trim_scale(p.rate / 100000.0)::text, p.fixed_minor, p.minimum_minor, p.maximum_minor,
    (SELECT jsonb_agg(jsonb_build_object('from', u.lower, 'up_to', p.tier_from[u.place + 1], 'percent', trim_scale(p.tier_rate[u.place] / 100000.0)::text) ORDER BY u.place)
      FROM unnest(p.tier_from) WITH ORDINALITY AS u (lower, place)),
    p.returns_on_refund, lower(p.valid_during), upper(p.valid_during), p.month_maximum_minor, p.vat_treatment
  FROM (SELECT DISTINCT a.tenant_id, a.pricing_plan_id FROM pricing.tenant_plan AS a) AS n
  JOIN pricing.plan_fee_rule AS p ON p.pricing_plan_id = n.pricing_plan_id
  JOIN pricing.pricing_plan AS g ON g.pricing_plan_id = p.pricing_plan_id;
COMMENT ON VIEW settlement.fee_rule_report IS 'Fee rules of a tenant and of the plans it was ever on, as people read them: percents, tiers, validity.';

CREATE OR REPLACE VIEW settlement.statement_fee_rule WITH (security_invoker = true) AS
  SELECT u.tenant_id, u.statement_id, u.component, u.fee_rule_id, r.owner, r.plan_key, r.kind, r.method, r.category, r.channel, r.percent,
    r.fixed_minor, r.minimum_minor, r.maximum_minor, r.tiers, r.returns_on_refund, r.valid_from, r.valid_to, u.line_count, u.fee_minor, u.currency,
    r.month_maximum_minor, r.vat_treatment
  FROM (
    SELECT l.tenant_id, l.statement_id, c.component, c.fee_rule_id, l.currency, count(*) AS line_count, sum(c.fee_minor)::bigint AS fee_minor
    FROM settlement.line AS l
    CROSS JOIN LATERAL (VALUES ('platform', l.platform_rule_id, l.platform_fee_minor), ('pg', l.pg_rule_id, l.pg_fee_minor)) AS c (component, fee_rule_id, fee_minor)
    WHERE c.fee_rule_id IS NOT NULL
    GROUP BY l.tenant_id, l.statement_id, c.component, c.fee_rule_id, l.currency
  ) AS u
  JOIN settlement.fee_rule_report AS r ON r.tenant_id = u.tenant_id AND r.fee_rule_id = u.fee_rule_id;
COMMENT ON VIEW settlement.statement_fee_rule IS 'Which version of which fee rule the lines of a statement bore, on how many lines, for how much.';

CREATE OR REPLACE VIEW settlement.statement_waterfall WITH (security_invoker = true) AS
  SELECT s.tenant_id, s.statement_id, w.step, w.code, w.amount_minor,
    CASE WHEN w.code = 'payout' THEN w.amount_minor ELSE (sum(w.amount_minor) OVER (PARTITION BY s.tenant_id, s.statement_id ORDER BY w.step))::bigint END AS running_minor
  FROM settlement.statement AS s
  CROSS JOIN LATERAL (VALUES
    (1, 'carry_in', s.carry_in_minor), (2, 'gross_sales', s.gross_sales_minor),
    (3, 'platform_discount', s.discount_given_minor - s.discount_returned_minor), (4, 'refunds', -s.refunds_minor),
    (5, 'chargebacks', -s.chargebacks_minor), (6, 'platform_fee', -s.platform_fee_minor), (7, 'pg_fee', -s.pg_fee_minor),
    (8, 'fee_vat', -s.fee_vat_minor), (9, 'withholding', -(s.income_tax_minor + s.local_tax_minor)), (10, 'holdback', -s.holdback_minor),
    (11, 'holdback_release', s.holdback_release_minor), (12, 'adjustments', s.adjustments_minor), (13, 'carry_out', -s.carry_out_minor),
    (14, 'payout', s.payout_minor)) AS w (step, code, amount_minor);
COMMENT ON VIEW settlement.statement_waterfall IS 'How a statement''s payout comes about, step by step, each amount signed as it acts on the payout; the last row is the payout itself.';

CREATE OR REPLACE VIEW settlement.statement_tax WITH (security_invoker = true) AS
  SELECT s.tenant_id, s.statement_id, s.currency, w.step, w.code, w.supply_minor, w.vat_minor, w.supply_minor + w.vat_minor AS amount_minor
  FROM settlement.statement AS s
  CROSS JOIN LATERAL (SELECT s.platform_fee_minor - s.platform_included_vat_minor AS platform_supply_minor,
    s.pg_fee_minor - s.pg_included_vat_minor AS pg_supply_minor) AS f
  CROSS JOIN LATERAL (VALUES
    (1, 'taxable_sales', s.taxable_supply_minor, s.sales_vat_minor), (2, 'zero_rated', s.zero_rated_minor, 0), (3, 'tax_free', s.tax_free_minor, 0),
    (4, 'net_sales', s.taxable_supply_minor + s.zero_rated_minor + s.tax_free_minor, s.sales_vat_minor),
    (5, 'platform_fee', f.platform_supply_minor, s.platform_vat_minor), (6, 'pg_fee', f.pg_supply_minor, s.pg_vat_minor),
    (7, 'borne_vat', 0, -s.borne_vat_minor),
    (8, 'fee_total', f.platform_supply_minor + f.pg_supply_minor, s.platform_vat_minor + s.pg_vat_minor - s.borne_vat_minor)
  ) AS w (step, code, supply_minor, vat_minor);
COMMENT ON VIEW settlement.statement_tax IS 'A statement''s sales and fees by supply value and VAT: net_sales sums the three before it, fee_total the three before it, as much as the payout was reduced by.';

CREATE OR REPLACE VIEW settlement.statement_adjustment WITH (security_invoker = true) AS
  SELECT s.tenant_id, s.statement_id, a.adjustment_id, a.adjusted_on, a.effective_on, a.amount_minor, a.currency, a.reason
  FROM settlement.statement AS s
  JOIN settlement.adjustment AS a ON a.tenant_id = s.tenant_id AND a.schedule_code = s.schedule_code AND a.effective_on BETWEEN s.period_start AND s.period_end
  WHERE s.status <> 'void';
COMMENT ON VIEW settlement.statement_adjustment IS 'The adjustments that a statement counts.';

CREATE OR REPLACE VIEW settlement.statement_history WITH (security_invoker = true) AS
  SELECT s.tenant_id, s.statement_id, v.statement_id AS version_statement_id, a.at, a.action, a.actor, v.version, v.payout_minor,
    v.payout_minor - p.payout_minor AS difference_minor, a.reason
  FROM settlement.statement AS s
  JOIN settlement.statement AS v ON v.tenant_id = s.tenant_id AND v.schedule_code = s.schedule_code AND v.period_end = s.period_end AND v.version <= s.version
  LEFT JOIN settlement.statement AS p ON p.tenant_id = v.tenant_id AND p.schedule_code = v.schedule_code AND p.period_end = v.period_end AND p.version = v.version - 1
  CROSS JOIN LATERAL (
    SELECT t.at, t.action, t.actor, NULL::text AS reason
    FROM (VALUES
      (v.created_at, 'calculated', v.created_by), (v.reviewed_at, 'reviewed', v.reviewed_by), (v.confirmed_at, 'confirmed', v.confirmed_by),
      (v.paid_at, 'paid', v.paid_by), (v.voided_at, 'voided', v.voided_by)) AS t (at, action, actor)
    UNION ALL
    SELECT e.at, e.action, e.actor, e.reason
    FROM settlement.statement_hold AS h
    JOIN tenancy.tenant AS n ON n.tenant_id = h.tenant_id
    CROSS JOIN LATERAL (VALUES
      (h.created_at, CASE h.kind WHEN 'hold' THEN 'held' ELSE 'excluded' END, h.created_by, h.reason),
      (h.released_at, 'released', h.released_by, h.release_reason),
      (CASE WHEN h.released_at IS NULL AND (now() AT TIME ZONE n.time_zone)::date >= h.expires_on THEN h.expires_on::timestamp AT TIME ZONE n.time_zone END,
        'expired', NULL, h.reason)) AS e (at, action, actor, reason)
    WHERE h.tenant_id = v.tenant_id AND h.statement_id = v.statement_id
    UNION ALL
    SELECT e.at, e.action, o.created_by, e.reason
    FROM settlement.payout AS o
    CROSS JOIN LATERAL (VALUES
      (o.sent_at, 'sent', NULL), (CASE o.status WHEN 'failed' THEN o.finished_at END, 'failed', o.failure_reason)) AS e (at, action, reason)
    WHERE o.tenant_id = v.tenant_id AND o.statement_id = v.statement_id
  ) AS a
  WHERE a.at IS NOT NULL;
COMMENT ON VIEW settlement.statement_history IS 'What happened to a statement and to the earlier versions of its period, with holds, payouts and the reasons of both, and the difference of the payout between versions.';

CREATE OR REPLACE VIEW settlement.journal_entry WITH (security_invoker = true) AS
  SELECT t.tenant_id, n.tenant_key, n.name_ko AS tenant_name_ko, n.name_en AS tenant_name_en, t.posted_on,
    ledger.entry_number(t.posted_on, t.source_type, t.source_id) AS entry_number, t.source_type, t.source_id, t.leg,
    t.debit_account, t.credit_account, t.amount_minor, t.currency, f.reference,
    w.name_ko || coalesce(' ' || f.reference, '') || CASE WHEN w.is_reversal THEN ' 취소' ELSE '' END || coalesce(': ' || g.name_ko, ': ' || nullif(t.leg, '')) AS narration_ko,
    w.name_en || coalesce(' ' || f.reference, '') || CASE WHEN w.is_reversal THEN ' taken back' ELSE '' END || coalesce(': ' || g.name_en, ': ' || nullif(t.leg, '')) AS narration_en
  FROM ledger.transfer AS t
  JOIN tenancy.tenant AS n ON n.tenant_id = t.tenant_id
  LEFT JOIN ledger.leg AS g ON g.leg = t.leg
  LEFT JOIN commerce.payment_event AS e ON t.source_type = 'event' AND e.tenant_id = t.tenant_id AND e.settlement_day = t.posted_on AND e.payment_event_id = t.source_id
  LEFT JOIN settlement.statement AS s ON t.source_type IN ('statement', 'statement_reversal', 'payout') AND s.tenant_id = t.tenant_id AND s.statement_id = t.source_id
  LEFT JOIN ledger.opening AS o ON t.source_type = 'opening' AND o.tenant_id = t.tenant_id AND o.opening_id = t.source_id
  LEFT JOIN ledger.opening AS u ON u.tenant_id = o.tenant_id AND u.opening_id = o.reverses_opening_id
  CROSS JOIN LATERAL (SELECT coalesce(e.ref, '') || concat_ws('-', to_char(s.period_end, 'YYYYMMDD'), nullif(s.schedule_code, ''), s.version::text)
    || coalesce(u.request_key, o.request_key, '') AS text) AS r
  CROSS JOIN LATERAL (SELECT nullif(r.text, '') AS reference) AS f
  CROSS JOIN LATERAL (SELECT
    CASE t.source_type WHEN 'event' THEN CASE e.kind WHEN 'refund' THEN '환불' WHEN 'chargeback' THEN '차지백' WHEN 'capture' THEN '결제' ELSE '거래' END
      WHEN 'statement' THEN '정산서' WHEN 'statement_reversal' THEN '정산서' WHEN 'payout' THEN '정산서' WHEN 'opening' THEN '기초 잔액'
      WHEN 'gateway' THEN 'PG 정산' WHEN 'gateway_reversal' THEN 'PG 정산' ELSE t.source_type END AS name_ko,
    CASE t.source_type WHEN 'event' THEN CASE e.kind WHEN 'refund' THEN 'Refund' WHEN 'chargeback' THEN 'Chargeback' WHEN 'capture' THEN 'Payment' ELSE 'Event' END
      WHEN 'statement' THEN 'Statement' WHEN 'statement_reversal' THEN 'Statement' WHEN 'payout' THEN 'Statement' WHEN 'opening' THEN 'Opening balance'
      WHEN 'gateway' THEN 'Gateway settlement' WHEN 'gateway_reversal' THEN 'Gateway settlement' ELSE t.source_type END AS name_en,
    coalesce(e.is_reversal, false) OR t.source_type IN ('statement_reversal', 'gateway_reversal') OR u.opening_id IS NOT NULL AS is_reversal) AS w;
COMMENT ON VIEW settlement.journal_entry IS 'The journal: every transfer with the number of its entry and what it was for in words. In order: posted_on, tenant_key, entry_number, leg.';

CREATE OR REPLACE VIEW settlement.payout_account_report WITH (security_invoker = true) AS
  SELECT a.tenant_id, t.tenant_key, a.payout_account_id, a.bank_code, b.name_ko AS bank_name_ko, b.name_en AS bank_name_en, a.masked_number, a.holder_name,
    lower(a.valid_during) AS valid_from, upper(a.valid_during) AS valid_to, e.status AS seller_status
  FROM settlement.payout_account AS a
  JOIN tenancy.tenant AS t ON t.tenant_id = a.tenant_id
  JOIN core.bank AS b ON b.bank_code = a.bank_code
  LEFT JOIN settlement.payout_seller AS e ON e.tenant_id = a.tenant_id AND e.payout_account_id = a.payout_account_id;
COMMENT ON VIEW settlement.payout_account_report IS 'The accounts that tenants are paid to, as people see them: numbers masked.';

CREATE OR REPLACE VIEW settlement.payout_report WITH (security_invoker = true) AS
  SELECT p.tenant_id, t.tenant_key, p.payout_id, p.payout_batch_id, p.line_number, p.reference, p.statement_id, s.schedule_code, s.period_start, s.period_end,
    p.attempt, p.channel, p.payout_on, p.amount_minor, p.currency, p.bank_code, b.name_ko AS bank_name_ko, b.name_en AS bank_name_en, p.masked_number, p.holder_name,
    p.status, p.failure_code, p.failure_reason, p.external_ref, p.sent_at, p.paid_on, p.finished_at, p.created_at
  FROM settlement.payout AS p
  JOIN tenancy.tenant AS t ON t.tenant_id = p.tenant_id
  JOIN settlement.statement AS s ON s.tenant_id = p.tenant_id AND s.statement_id = p.statement_id
  JOIN core.bank AS b ON b.bank_code = p.bank_code;
COMMENT ON VIEW settlement.payout_report IS 'Every attempt to pay a statement: to which account (masked), in which state, why it failed.';

CREATE OR REPLACE VIEW settlement.payout_batch_report WITH (security_invoker = true) AS
  SELECT b.payout_batch_id, b.batch_number, b.payout_on, b.batch_count, b.channel, b.status, p.payout_count, p.total_minor, 'KRW'::text AS currency,
    p.open_count, p.succeeded_count, p.succeeded_minor, p.failed_count, p.failed_minor, b.created_at, b.created_by, b.approved_at, b.approved_by,
    b.sent_at, b.finished_at, b.cancelled_at, b.cancel_reason,
    (SELECT count(*) FROM settlement.payout_file AS f WHERE f.payout_batch_id = b.payout_batch_id) AS file_count
  FROM settlement.payout_batch AS b
  CROSS JOIN LATERAL (
    SELECT count(*) AS payout_count, coalesce(sum(o.amount_minor), 0)::bigint AS total_minor,
      count(*) FILTER (WHERE o.status IN ('prepared', 'sent')) AS open_count, count(*) FILTER (WHERE o.status = 'succeeded') AS succeeded_count,
      coalesce(sum(o.amount_minor) FILTER (WHERE o.status = 'succeeded'), 0)::bigint AS succeeded_minor,
      count(*) FILTER (WHERE o.status = 'failed') AS failed_count, coalesce(sum(o.amount_minor) FILTER (WHERE o.status = 'failed'), 0)::bigint AS failed_minor
    FROM settlement.payout AS o WHERE o.payout_batch_id = b.payout_batch_id
  ) AS p;
COMMENT ON VIEW settlement.payout_batch_report IS 'Payout batches with their control totals: how many payouts, how much, how far.';

CREATE OR REPLACE VIEW settlement.payout_forecast_report WITH (security_invoker = true) AS
  WITH pending AS (
    SELECT c.tenant_id, c.schedule_code, 'open_period'::text AS source, e.settlement_day AS day, e.currency,
      sum(CASE WHEN (e.kind = 'capture') = e.is_reversal THEN -(e.amount_minor + e.platform_discount_minor) ELSE e.amount_minor + e.platform_discount_minor END)::bigint AS amount_minor
    FROM settlement.tenant_clock AS c
    JOIN commerce.payment_event AS e ON e.tenant_id = c.tenant_id AND e.schedule_code = c.schedule_code
      AND e.settlement_day > c.settled_through AND e.settlement_day >= c.opens_on
    GROUP BY c.tenant_id, c.schedule_code, e.settlement_day, e.currency
    UNION ALL
    SELECT c.tenant_id, c.schedule_code, 'adjustment', a.effective_on, a.currency, a.amount_minor
    FROM settlement.tenant_clock AS c
    JOIN settlement.adjustment AS a ON a.tenant_id = c.tenant_id AND a.schedule_code = c.schedule_code AND a.effective_on > c.settled_through AND a.effective_on >= c.opens_on
    UNION ALL
    SELECT c.tenant_id, c.schedule_code, 'holdback_release', s.holdback_release_on, s.currency, s.holdback_minor
    FROM settlement.tenant_clock AS c
    JOIN settlement.statement AS s ON s.tenant_id = c.tenant_id AND s.schedule_code = c.schedule_code AND s.status <> 'void'
      AND s.holdback_minor > 0 AND s.holdback_release_on > c.settled_through
    UNION ALL
    SELECT c.tenant_id, c.schedule_code, 'carry', c.settled_through + 1, l.currency, l.carry_out_minor
    FROM settlement.tenant_clock AS c
    CROSS JOIN LATERAL (SELECT s.currency, s.carry_out_minor FROM settlement.statement AS s
      WHERE s.tenant_id = c.tenant_id AND s.schedule_code = c.schedule_code AND s.status <> 'void' ORDER BY s.period_end DESC LIMIT 1) AS l
    WHERE l.carry_out_minor <> 0
  ), placed AS (
    SELECT p.tenant_id, p.schedule_code, p.source, least(settlement.period_end(m.cycle, p.day), upper(m.valid_during) - 1) AS period_end, m.terms_id, p.currency,
      sum(p.amount_minor)::bigint AS amount_minor
    FROM pending AS p
    LEFT JOIN settlement.terms AS m ON m.tenant_id = p.tenant_id AND m.schedule_code = p.schedule_code AND m.valid_during @> p.day
    GROUP BY p.tenant_id, p.schedule_code, p.source, 4, m.terms_id, p.currency
  )
  SELECT s.tenant_id, t.tenant_key, 'statement'::text AS source, s.schedule_code, s.period_end, s.statement_id, s.status, s.payout_date AS due_on,
    s.payout_minor AS amount_minor, s.currency, s.status IN ('calculated', 'reviewed') AS is_estimate
  FROM settlement.statement AS s
  JOIN tenancy.tenant AS t ON t.tenant_id = s.tenant_id
  WHERE s.status IN ('calculated', 'reviewed', 'confirmed', 'paying', 'failed') AND s.payout_minor > 0
  UNION ALL
  SELECT p.tenant_id, t.tenant_key, p.source, p.schedule_code, p.period_end, NULL, NULL, settlement.expected_payout_on(m, p.period_end), p.amount_minor, p.currency, true
  FROM placed AS p
  JOIN tenancy.tenant AS t ON t.tenant_id = p.tenant_id
  LEFT JOIN settlement.terms AS m ON m.tenant_id = p.tenant_id AND m.terms_id = p.terms_id
  WHERE p.amount_minor <> 0;
COMMENT ON VIEW settlement.payout_forecast_report IS 'What will be paid when: unpaid statements, and as estimates the open periods (net sales before fees), adjustments, released holdbacks and carried balances of their period.';

CREATE OR REPLACE VIEW settlement.chargeback_report WITH (security_invoker = true) AS
  SELECT c.tenant_id, c.chargeback_case_id, c.gateway_ref, c.reason_code, c.status, c.capture_ref, e.occurred_at AS captured_at, b.branch_code, c.schedule_code,
    e.method, e.amount_minor AS captured_minor, c.amount_minor, c.held_minor, c.restored_minor, x.amount_minor AS chargeback_minor, c.currency,
    c.opened_on, c.respond_by, c.decided_on
  FROM settlement.chargeback_case AS c
  JOIN commerce.payment_event AS e ON e.tenant_id = c.tenant_id AND e.settlement_day = c.capture_day AND e.payment_event_id = c.capture_event_id
  JOIN tenancy.branch AS b ON b.tenant_id = e.tenant_id AND b.branch_id = e.branch_id
  LEFT JOIN commerce.payment_event AS x ON x.tenant_id = c.tenant_id AND x.settlement_day = c.chargeback_day AND x.payment_event_id = c.chargeback_event_id;
COMMENT ON VIEW settlement.chargeback_report IS 'Disputes with the payment they are about, what is held of it, and what was taken or given back.';

CREATE OR REPLACE VIEW settlement.chargeback_history WITH (security_invoker = true) AS
  SELECT s.tenant_id, s.chargeback_case_id, s.step_number, s.step, s.status, s.held_change_minor, s.restored_minor, s.currency, s.stepped_on, s.note,
    s.adjustment_id, a.effective_on
  FROM settlement.chargeback_step AS s
  LEFT JOIN settlement.adjustment AS a ON a.tenant_id = s.tenant_id AND a.adjustment_id = s.adjustment_id;
COMMENT ON VIEW settlement.chargeback_history IS 'The steps of disputes, and the day whose statement counts what each changed.';

CREATE OR REPLACE VIEW settlement.vat_report WITH (security_invoker = true) AS
  SELECT s.tenant_id, date_trunc('month', s.period_end::timestamp)::date AS report_month, to_char(s.period_end, 'YYYY"Q"Q') AS report_quarter, s.currency,
    count(*) AS statement_count, count(*) FILTER (WHERE s.status IN ('calculated', 'reviewed')) AS unconfirmed_count,
    sum(s.taxable_supply_minor)::bigint AS taxable_supply_minor, sum(s.sales_vat_minor)::bigint AS sales_vat_minor,
    sum(s.zero_rated_minor)::bigint AS zero_rated_minor, sum(s.tax_free_minor)::bigint AS tax_free_minor,
    sum(s.platform_fee_minor - s.platform_included_vat_minor + s.pg_fee_minor - s.pg_included_vat_minor)::bigint AS fee_supply_minor,
    sum(s.platform_vat_minor + s.pg_vat_minor)::bigint AS fee_vat_minor
  FROM settlement.statement AS s
  WHERE s.status <> 'void'
  GROUP BY s.tenant_id, date_trunc('month', s.period_end::timestamp), to_char(s.period_end, 'YYYY"Q"Q'), s.currency;
COMMENT ON VIEW settlement.vat_report IS 'What a tenant needs for its VAT return, by the month in which its periods end: its sales split by tax, and headquarters'' fees as input. Sums of statements; they are final once none is unconfirmed.';

-- Here rather than in grants.sql: a view that is made anew has lost its grants.
GRANT SELECT ON settlement.statement_report, settlement.line_report, settlement.statement_by_day, settlement.statement_by_method,
  settlement.statement_by_branch, settlement.fee_rule_report, settlement.statement_fee_rule, settlement.statement_waterfall, settlement.statement_tax,
  settlement.statement_adjustment, settlement.statement_history, settlement.statement_hold_active, settlement.journal_entry TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
GRANT SELECT ON settlement.payout_account_report, settlement.payout_report, settlement.payout_forecast_report TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
GRANT SELECT ON settlement.payout_batch_report TO mg_batch_owner, mg_operator, mg_auditor;
GRANT SELECT ON settlement.chargeback_report, settlement.chargeback_history TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
GRANT SELECT ON settlement.vat_report TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
