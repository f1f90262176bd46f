CREATE OR REPLACE FUNCTION billing.check_amendment(p_invoice billing.tax_invoice, p_kind integer, p_on date, p_items jsonb, p_reason text, p_today date) RETURNS void
LANGUAGE plpgsql STABLE
AS $check_amendment$
DECLARE
  v_after record;
BEGIN
  IF p_kind IS NULL OR p_kind NOT BETWEEN 1 AND 6 OR coalesce(btrim(p_reason), '') = '' OR (p_on IS NULL) <> (p_kind = 6 OR (p_kind = 1 AND p_on IS NULL))
    OR p_on > p_today OR (p_kind IN (2, 3, 4, 5) AND p_on < p_invoice.written_on) OR (p_kind = 5 AND p_invoice.tax_type = 'zero_rated') THEN
    RAISE EXCEPTION USING ERRCODE = 'MB003', MESSAGE = 'contradictory amendment',
      DETAIL = format('kind %s, day %s, reason %s; the document is written on %s, today is %s', p_kind, p_on, quote_nullable(p_reason), p_invoice.written_on, p_today),
      HINT = 'Kinds 2, 3, 4 and 5 need the day of change, return, rescission or letter of credit, between the date of the document and today; kind 1 takes the corrected date '
        'if the date was wrong; kind 6 none. Every kind needs a reason.';
  END IF;
  IF p_invoice.status <> 'sent' OR (p_invoice.amends_id IS NOT NULL AND p_invoice.amendment_part <> 'replacement') THEN
    RAISE EXCEPTION USING ERRCODE = 'MB503', MESSAGE = 'only a tax invoice that the tax service has is amended',
      DETAIL = format('tax invoice %s is %s%s', p_invoice.tax_invoice_id, p_invoice.status, ', part ' || p_invoice.amendment_part),
      HINT = 'What is not sent yet is cancelled and prepared again; what amends a document is not amended itself: amend the original or its replacement.';
  END IF;
  IF p_kind IN (1, 6) AND EXISTS (SELECT FROM billing.tax_invoice AS a
    WHERE a.tenant_id = p_invoice.tenant_id AND a.amends_id = p_invoice.tax_invoice_id AND a.status <> 'cancelled') THEN
    RAISE EXCEPTION USING ERRCODE = 'MB504', MESSAGE = 'the tax invoice has been amended already', DETAIL = format('tax invoice %s', p_invoice.tax_invoice_id),
      HINT = 'Kinds 1 and 6 take back the document as it was issued. Amend its replacement, or correct by kind 2 what still differs.';
  END IF;

  SELECT sum(p.supply_minor) FILTER (WHERE p.amendment_part <> 'replacement') AS supply, sum(p.tax_minor) FILTER (WHERE p.amendment_part <> 'replacement') AS tax,
    bool_or(p.left_supply_minor < 0 AND p_kind IN (3, 5)) AS is_short, b.supply AS owed_supply, b.tax AS owed_tax INTO v_after
  FROM (SELECT coalesce(sum(o.supply_minor), 0) AS supply, coalesce(sum(o.tax_minor), 0) AS tax FROM billing.tax_invoice_balance AS o
    WHERE o.tenant_id = p_invoice.tenant_id AND o.tax_invoice_id = p_invoice.tax_invoice_id) AS b
  LEFT JOIN billing.plan_amendment(p_invoice, p_kind, p_items) AS p ON true
  GROUP BY b.supply, b.tax;
  IF v_after.supply IS NULL OR v_after.is_short OR v_after.owed_supply + v_after.supply < 0 OR v_after.owed_tax + v_after.tax < 0 OR v_after.supply + v_after.tax = 0 THEN
    RAISE EXCEPTION USING ERRCODE = 'MB505', MESSAGE = 'an amendment cannot take back more than is owed',
      DETAIL = format('owed under it now: supply %s, tax %s; the amendment: %s, %s', v_after.owed_supply, v_after.owed_tax, v_after.supply, v_after.tax),
      HINT = 'Take back at most what mindgarden tax-invoice show says is still owed, item by item.';
  END IF;
END
$check_amendment$;
COMMENT ON FUNCTION billing.check_amendment(billing.tax_invoice, integer, date, jsonb, text, date) IS 'Refuses an amendment that contradicts its kind, the state of the document, or what is owed under it.';
REVOKE ALL ON FUNCTION billing.check_amendment(billing.tax_invoice, integer, date, jsonb, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.check_amendment(billing.tax_invoice, integer, date, jsonb, text, date) TO mg_batch_owner;
