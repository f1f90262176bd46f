CREATE OR REPLACE FUNCTION settlement.statement_digest(p_tenants uuid[], p_statements uuid[])
RETURNS TABLE (tenant_id uuid, statement_id uuid, content_sha256 bytea, line_count bigint)
LANGUAGE plpgsql STABLE
AS $statement_digest$
#variable_conflict use_column
DECLARE
  v_from date;
  v_through date;
BEGIN
  -- The days choose the partitions.
  SELECT min(s.period_start), max(s.period_end) INTO v_from, v_through
  FROM unnest(p_tenants, p_statements) AS k (tenant_id, statement_id)
  JOIN settlement.statement AS s ON s.tenant_id = k.tenant_id AND s.statement_id = k.statement_id;

  -- 32 bytes a line, put together a day, then 32 bytes a day: the memory is that of one day. What is signed is named column
  -- by column, so that a column added later changes no signature; days and instants are written the same in every session.
  RETURN QUERY
  WITH wanted AS (
    SELECT s.*
    FROM unnest(p_tenants, p_statements) AS k (tenant_id, statement_id)
    JOIN settlement.statement AS s ON s.tenant_id = k.tenant_id AND s.statement_id = k.statement_id
  ), line_hash AS (
    SELECT l.tenant_id, l.statement_id, l.settlement_day, l.payment_event_id,
      sha256(convert_to(ROW(l.payment_event_id, l.kind, l.currency, l.sales_minor, l.discount_minor, l.platform_rule_id, l.platform_fee_minor,
        l.platform_basis_minor, l.pg_rule_id, l.pg_fee_minor, l.pg_basis_minor, l.tax_free_minor, l.zero_rated_minor, l.vat_minor,
        l.waived_minor, l.promotion_id)::text, 'UTF8')) AS hash
    FROM settlement.line AS l
    JOIN wanted AS w ON w.tenant_id = l.tenant_id AND w.statement_id = l.statement_id
    WHERE l.tenant_id = ANY (p_tenants) AND l.settlement_day BETWEEN v_from AND v_through
  ), day_hash AS (
    SELECT h.tenant_id, h.statement_id, h.settlement_day, count(*) AS line_count,
      sha256(convert_to(to_char(h.settlement_day, 'YYYY-MM-DD'), 'UTF8') || string_agg(h.hash, ''::bytea ORDER BY h.payment_event_id)) AS hash
    FROM line_hash AS h
    GROUP BY h.tenant_id, h.statement_id, h.settlement_day
  ), lines AS (
    SELECT d.tenant_id, d.statement_id, sum(d.line_count)::bigint AS line_count, string_agg(d.hash, ''::bytea ORDER BY d.settlement_day) AS hashes
    FROM day_hash AS d
    GROUP BY d.tenant_id, d.statement_id
  )
  SELECT w.tenant_id, w.statement_id, sha256(convert_to(ROW('mindgarden statement 1', w.tenant_id, w.statement_id, w.terms_id, w.schedule_code,
      to_char(w.period_start, 'YYYY-MM-DD'), to_char(w.period_end, 'YYYY-MM-DD'), w.version, to_char(w.payout_date, 'YYYY-MM-DD'),
      to_char(w.holdback_release_on, 'YYYY-MM-DD'), w.currency, w.gross_sales_minor, w.discount_given_minor, w.discount_returned_minor,
      w.refunds_minor, w.chargebacks_minor, w.platform_fee_minor, w.pg_fee_minor, w.fee_vat_minor, w.income_tax_minor, w.local_tax_minor,
      w.holdback_minor, w.holdback_release_minor, w.adjustments_minor, w.carry_in_minor, w.payout_minor, w.carry_out_minor, w.capture_count,
      w.refund_count, w.chargeback_count, w.platform_vat_minor, w.pg_vat_minor, w.platform_included_vat_minor, w.pg_included_vat_minor,
      w.borne_vat_minor, w.waived_minor, w.taxable_supply_minor, w.sales_vat_minor, w.tax_free_minor, w.zero_rated_minor,
      extract(epoch FROM w.created_at), w.created_by)::text, 'UTF8') || coalesce(l.hashes, ''::bytea)),
    coalesce(l.line_count, 0)
  FROM wanted AS w
  LEFT JOIN lines AS l ON l.tenant_id = w.tenant_id AND l.statement_id = w.statement_id;
END
$statement_digest$;
COMMENT ON FUNCTION settlement.statement_digest(uuid[], uuid[]) IS 'SHA-256 over statements'' own figures and all their lines in key order, and how many lines those are: what is signed when a statement is confirmed, and what verification compares. States are not part of it.';
REVOKE ALL ON FUNCTION settlement.statement_digest(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.statement_digest(uuid[], uuid[]) TO mg_batch_owner;
