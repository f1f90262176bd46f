CREATE OR REPLACE FUNCTION settlement.write_event(p_import_file_id uuid, p_as_of timestamptz, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $write_event$
DECLARE
  v_conflict record;
BEGIN
  -- All or nothing: an event whose reference was lost to another import is never written. Every row won asks once then, where
  -- ON CONFLICT asks twice.
  BEGIN
    INSERT INTO commerce.payment_ref (tenant_id, ref, settlement_day, payment_event_id, content_hash)
    SELECT e.tenant_id, e.ref, e.settlement_day, e.payment_event_id, e.content_hash
    FROM commerce.import_event AS e
    WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged
    ORDER BY e.tenant_id, e.ref;
  EXCEPTION WHEN unique_violation THEN
    SELECT d.tenant_key, e.ref INTO v_conflict
    FROM commerce.import_event AS e
    JOIN commerce.payment_ref AS p ON p.tenant_id = e.tenant_id AND p.ref = e.ref
    JOIN tenancy.tenant_directory AS d ON d.tenant_id = e.tenant_id
    WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND p.payment_event_id <> e.payment_event_id
    LIMIT 1;
    RAISE EXCEPTION USING ERRCODE = 'MM501', MESSAGE = 'another import recorded the same references meanwhile',
      DETAIL = format('tenant %s, reference %s', v_conflict.tenant_key, v_conflict.ref),
      HINT = 'Import the file again: what is recorded by now counts as unchanged.';
  END;
  INSERT INTO commerce.payment_event (tenant_id, settlement_day, payment_event_id, branch_id, kind, ref, occurred_at, business_day,
    method, channel, category, currency, amount_minor, platform_discount_minor, original_day, original_event_id, recorded_on,
    import_file_id, created_by, schedule_code, coupon_discount_minor, tax_free_minor, zero_rated_minor)
  SELECT e.tenant_id, e.settlement_day, e.payment_event_id, e.branch_id, e.kind, e.ref, e.occurred_at, e.business_day,
    e.method, e.channel, e.category, e.currency, e.amount_minor, e.platform_discount_minor, e.original_day, e.original_event_id,
    coalesce(e.recorded_on, (p_as_of AT TIME ZONE e.time_zone)::date), p_import_file_id, p_actor, coalesce(e.schedule_code, ''), e.coupon_discount_minor, e.tax_free_minor, e.zero_rated_minor
  FROM commerce.import_event AS e
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged;

  INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
  SELECT e.tenant_id, e.settlement_day, 'event', e.payment_event_id, g.leg,
    CASE WHEN g.amount_minor > 0 THEN g.debit_account ELSE g.credit_account END,
    CASE WHEN g.amount_minor > 0 THEN g.credit_account ELSE g.debit_account END, abs(g.amount_minor), e.currency
  FROM commerce.import_event AS e
  CROSS JOIN LATERAL settlement.event_leg(e.kind, false, e.amount_minor, e.platform_discount_minor) AS g
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND g.amount_minor <> 0;
END
$write_event$;
COMMENT ON FUNCTION settlement.write_event(uuid, timestamptz, uuid) IS 'Writes the good events of a staged file: references first, in key order, then the events, then their ledger entries. An error if another import recorded a reference meanwhile.';
REVOKE ALL ON FUNCTION settlement.write_event(uuid, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.write_event(uuid, timestamptz, uuid) TO mg_batch_owner;
