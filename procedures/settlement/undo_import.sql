CREATE OR REPLACE FUNCTION settlement.undo_import(p_import_file_id uuid, p_as_of timestamptz DEFAULT now(), p_actor uuid DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $undo_import$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'commerce.undo_import');
  v_file commerce.import_file;
  v_foreign record;
  v_count bigint;
BEGIN
  SELECT f.* INTO v_file FROM commerce.import_file AS f WHERE f.import_file_id = p_import_file_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MM401', MESSAGE = 'unknown import', DETAIL = format('import %s', p_import_file_id), HINT = 'mindgarden import list names the imported files.';
  ELSIF v_file.status = 'undone' THEN
    RETURN 0;
  END IF;
  PERFORM settlement.record_lock((SELECT array_agg(DISTINCT e.tenant_id) FROM commerce.payment_event AS e WHERE e.import_file_id = p_import_file_id));
  PERFORM FROM commerce.payment_ref AS p
  WHERE (p.tenant_id, p.payment_event_id) IN (SELECT e.tenant_id, e.payment_event_id FROM commerce.payment_event AS e WHERE e.import_file_id = p_import_file_id)
  ORDER BY p.tenant_id, p.ref FOR UPDATE;
  PERFORM settlement.refuse_disputed_undo(p_import_file_id);

  SELECT r.ref, r.import_file_id INTO v_foreign
  FROM commerce.payment_event AS c
  JOIN commerce.payment_event AS r ON r.tenant_id = c.tenant_id AND r.original_event_id = c.payment_event_id
  WHERE c.import_file_id = p_import_file_id AND c.kind = 'capture' AND NOT r.is_reversal AND r.import_file_id IS DISTINCT FROM p_import_file_id
    AND NOT EXISTS (SELECT FROM commerce.import_file AS f WHERE f.import_file_id = r.import_file_id AND f.status = 'undone')
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MM502', MESSAGE = 'captures of the file were returned by another file',
      DETAIL = format('refund or chargeback "%s" of import %s', v_foreign.ref, v_foreign.import_file_id), HINT = 'Undo that import first.';
  END IF;

  WITH reversal AS (
    INSERT INTO commerce.payment_event (tenant_id, settlement_day, branch_id, kind, is_reversal, ref, occurred_at, business_day, method, channel, category,
      currency, amount_minor, platform_discount_minor, original_day, original_event_id, recorded_on, created_by,
      schedule_code, coupon_discount_minor, tax_free_minor, zero_rated_minor)
    SELECT e.tenant_id, CASE WHEN e.settlement_day > c.closed_through THEN e.settlement_day
      ELSE greatest((p_as_of AT TIME ZONE t.time_zone)::date, c.closed_through + 1) END, e.branch_id, e.kind, true, left(e.ref, 190) || '~undo', e.occurred_at, e.business_day,
      e.method, e.channel, e.category, e.currency, e.amount_minor, e.platform_discount_minor, coalesce(e.original_day, e.settlement_day),
      coalesce(e.original_event_id, e.payment_event_id), (p_as_of AT TIME ZONE t.time_zone)::date, v_actor,
      e.schedule_code, e.coupon_discount_minor, e.tax_free_minor, e.zero_rated_minor
    FROM commerce.payment_event AS e
    JOIN settlement.tenant_clock AS c ON c.tenant_id = e.tenant_id AND c.schedule_code = e.schedule_code
    JOIN tenancy.tenant AS t ON t.tenant_id = e.tenant_id
    WHERE e.import_file_id = p_import_file_id
    RETURNING tenant_id, settlement_day, payment_event_id, kind, is_reversal, amount_minor, platform_discount_minor, currency
  ), posted AS (
    INSERT INTO ledger.transfer (tenant_id, posted_on, source_type, source_id, leg, debit_account, credit_account, amount_minor, currency)
    SELECT r.tenant_id, r.settlement_day, 'event', r.payment_event_id, g.leg,
      CASE WHEN g.amount_minor > 0 THEN g.debit_account ELSE g.credit_account END,
      CASE WHEN g.amount_minor > 0 THEN g.credit_account ELSE g.debit_account END, abs(g.amount_minor), r.currency
    FROM reversal AS r
    CROSS JOIN LATERAL settlement.event_leg(r.kind, r.is_reversal, r.amount_minor, r.platform_discount_minor) AS g
    WHERE g.amount_minor <> 0
  )
  SELECT count(*) INTO v_count FROM reversal;

  -- The references are free again, so that the mended file can be imported.
  DELETE FROM commerce.payment_ref AS p
  WHERE (p.tenant_id, p.payment_event_id) IN (SELECT e.tenant_id, e.payment_event_id FROM commerce.payment_event AS e WHERE e.import_file_id = p_import_file_id);
  UPDATE commerce.import_file AS f SET status = 'undone', undone_at = now(), undone_by = v_actor WHERE f.import_file_id = p_import_file_id;
  PERFORM audit.record(x.tenant_id, 'commerce.import.undone', p_import_file_id::text, jsonb_build_object('file_name', v_file.file_name), v_actor)
  FROM (SELECT DISTINCT e.tenant_id FROM commerce.payment_event AS e WHERE e.import_file_id = p_import_file_id) AS x;
  RETURN v_count;
END
$undo_import$;
COMMENT ON FUNCTION settlement.undo_import(uuid, timestamptz, uuid) IS 'Takes a wrong import back as a whole, by reversing events; its references are free again. Returns how many events; undoing it again changes nothing.';
ALTER FUNCTION settlement.undo_import(uuid, timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.undo_import(uuid, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.undo_import(uuid, timestamptz, uuid) TO mg_batch;
