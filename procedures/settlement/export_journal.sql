CREATE OR REPLACE FUNCTION settlement.export_journal(
  p_tenants uuid[], p_from date, p_through date, p_step text, p_is_total boolean, p_currency text, p_mapping_key text)
RETURNS TABLE (entry_on date, entry_number text, side text, account_code text, outside_code text, outside_name text,
  partner_code text, partner_name text, narration_ko text, narration_en text, amount_minor numeric, currency text)
LANGUAGE sql STABLE ROWS 100000
AS $export_journal$
  SELECT x.entry_on, x.entry_number, x.side, x.account_code, m.outside_code, m.name_ko, x.partner_code, x.partner_name,
    x.narration_ko, x.narration_en, x.amount, x.currency
  FROM (
    SELECT j.posted_on AS entry_on, j.entry_number, v.side, v.account_code, j.tenant_key AS partner_code, j.tenant_name_ko AS partner_name,
      j.narration_ko, j.narration_en, j.amount_minor::numeric AS amount, j.currency
    FROM settlement.journal_entry AS j
    CROSS JOIN LATERAL (VALUES ('debit', j.debit_account), ('credit', j.credit_account)) AS v (side, account_code)
    WHERE p_step = 'entry' AND (p_tenants IS NULL OR j.tenant_id = ANY (p_tenants)) AND j.posted_on BETWEEN p_from AND p_through
    UNION ALL
    SELECT s.period_end, s.number || coalesce('-' || n.tenant_key, ''), s.side, s.account_code, n.tenant_key, n.name_ko,
      format('%s 합계 %s건', s.number, s.transfers), format('Total of %s: %s transfers', s.number, s.transfers), s.amount, s.currency
    FROM (
      SELECT t.tenant_id, t.period_end, CASE WHEN p_step = 'month' THEN to_char(t.period_end, '"M"YYYYMM') ELSE to_char(t.period_end, '"D"YYYYMMDD') END AS number,
        v.side, v.account_code, t.currency, sum(t.amount_minor) AS amount, sum(t.transfer_count) AS transfers
      FROM ledger.journal_total(p_tenants, p_from, p_through, CASE WHEN p_step = 'month' THEN 'month' ELSE 'day' END, p_is_total) AS t
      CROSS JOIN LATERAL (VALUES ('debit', t.debit_account), ('credit', t.credit_account)) AS v (side, account_code)
      WHERE p_step <> 'entry'
      GROUP BY t.tenant_id, t.period_end, v.side, v.account_code, t.currency
    ) AS s
    LEFT JOIN tenancy.tenant AS n ON n.tenant_id = s.tenant_id
  ) AS x
  LEFT JOIN ledger.account_mapping AS m ON m.mapping_key = p_mapping_key AND m.account_code = x.account_code AND m.valid_during @> x.entry_on
  WHERE p_currency IS NULL OR x.currency = p_currency
$export_journal$;
COMMENT ON FUNCTION settlement.export_journal(uuid[], date, date, text, boolean, text, text) IS 'The journal of tenants (null: all) as another accounting system takes it: a row for each side, with the mapping''s code on that day. p_step: entry, or sums by day or month; p_is_total: of all books together.';
REVOKE ALL ON FUNCTION settlement.export_journal(uuid[], date, date, text, boolean, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.export_journal(uuid[], date, date, text, boolean, text, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
