CREATE OR REPLACE FUNCTION settlement.record_return(
  p_tenant_id uuid, p_kind text, p_original_ref text, p_ref text, p_amount_minor bigint, p_occurred_at timestamptz, p_as_of timestamptz, p_actor uuid)
RETURNS void
LANGUAGE plpgsql
AS $record_return$
DECLARE
  v_file_id uuid := uuidv7();
  v_fault record;
BEGIN
  -- Through the staging of imports, so that no rule of recording exists twice.
  INSERT INTO commerce.import_row (import_file_id, line_number, tenant_key, branch_code, ref, kind, occurred_at, currency, method, channel, category,
    amount, platform_discount, original_ref, recorded_on)
  SELECT v_file_id, 1, t.tenant_key, b.branch_code, p_ref, p_kind, to_char(p_occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), t.currency,
    '', '', '', round(p_amount_minor / (10::numeric ^ c.decimals), c.decimals)::text, '', p_original_ref, ''
  FROM tenancy.tenant AS t
  JOIN core.currency AS c ON c.currency = t.currency
  JOIN commerce.payment_ref AS r ON r.tenant_id = t.tenant_id AND r.ref = p_original_ref
  JOIN commerce.payment_event AS o ON o.tenant_id = r.tenant_id AND o.settlement_day = r.settlement_day AND o.payment_event_id = r.payment_event_id
  JOIN tenancy.branch AS b ON b.tenant_id = o.tenant_id AND b.branch_id = o.branch_id
  WHERE t.tenant_id = p_tenant_id;
  PERFORM commerce.check_import(v_file_id);
  PERFORM settlement.record_import(v_file_id, format('%s %s', p_kind, p_ref), sha256(convert_to(p_ref, 'UTF8')), false, 0, p_as_of, p_actor);

  SELECT e.error_column, e.error INTO v_fault FROM commerce.import_event AS e
  WHERE e.import_file_id = v_file_id AND (e.error IS NOT NULL OR e.is_unchanged);
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS534', MESSAGE = 'the return cannot be recorded',
      DETAIL = format('%s %s of payment %s: %s', p_kind, p_ref, p_original_ref, coalesce(v_fault.error_column || ': ' || v_fault.error, 'it is recorded already')),
      HINT = 'Look at the payment and what was returned of it.';
  END IF;
  PERFORM commerce.clear_import(v_file_id);
END
$record_return$;
COMMENT ON FUNCTION settlement.record_return(uuid, text, text, text, bigint, timestamptz, timestamptz, uuid) IS 'Records one refund or chargeback of a recorded capture by the path of imported files: checked, dated, tied to its capture, written and posted by the same routines, and listed as a file of one row.';
REVOKE ALL ON FUNCTION settlement.record_return(uuid, text, text, text, bigint, timestamptz, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_return(uuid, text, text, text, bigint, timestamptz, timestamptz, uuid) TO mg_batch_owner;
