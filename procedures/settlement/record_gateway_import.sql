CREATE OR REPLACE FUNCTION settlement.record_gateway_import(
  p_gateway_file_id uuid, p_file_name text, p_origin text, p_content_sha256 bytea, p_skip_bad boolean, p_unreadable bigint, p_actor uuid DEFAULT NULL)
RETURNS TABLE (is_recorded boolean, row_count bigint, recorded_count bigint, unchanged_count bigint, rejected_count bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $record_gateway_import$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.reconcile_gateway');
  v_written bigint;
BEGIN
  SELECT count(*) + p_unreadable, count(*) FILTER (WHERE e.error IS NULL AND NOT e.is_unchanged),
    count(*) FILTER (WHERE e.error IS NULL AND e.is_unchanged), count(*) FILTER (WHERE e.error IS NOT NULL) + p_unreadable
  INTO row_count, recorded_count, unchanged_count, rejected_count
  FROM settlement.gateway_import_entry AS e
  WHERE e.gateway_file_id = p_gateway_file_id;

  is_recorded := rejected_count = 0 OR p_skip_bad;
  IF is_recorded AND recorded_count > 0 THEN
    INSERT INTO settlement.gateway_file (gateway_file_id, file_name, origin, content_sha256, row_count, recorded_count, unchanged_count, rejected_count, created_by)
    VALUES (p_gateway_file_id, p_file_name, p_origin, p_content_sha256, row_count, recorded_count, unchanged_count, rejected_count, v_actor);
    INSERT INTO settlement.gateway_row (gateway_row_id, gateway_file_id, gateway_code, row_ref, tenant_id, is_tenant_given, kind, method, sold_on, paid_out_on,
      amount_minor, fee_minor, vat_minor, payout_minor, currency, fees, content_hash)
    SELECT e.gateway_row_id, p_gateway_file_id, e.gateway_code, e.row_ref, e.tenant_id, e.tenant_id IS NOT NULL, e.kind, e.method, e.sold_on, e.paid_out_on,
      e.amount_minor, e.fee_minor, e.vat_minor, e.payout_minor, e.currency, e.fees, e.content_hash
    FROM settlement.gateway_import_entry AS e
    WHERE e.gateway_file_id = p_gateway_file_id AND e.error IS NULL AND NOT e.is_unchanged
    ORDER BY e.gateway_code, e.row_ref
    ON CONFLICT (gateway_code, row_ref) WHERE undone_at IS NULL DO NOTHING;
    GET DIAGNOSTICS v_written = ROW_COUNT;
    IF v_written <> recorded_count THEN
      RAISE EXCEPTION USING ERRCODE = 'MS541', MESSAGE = 'another import recorded the same gateway rows meanwhile',
        DETAIL = format('%s of %s rows of %s', recorded_count - v_written, recorded_count, p_file_name), HINT = 'Import the file again: what is recorded by now counts as unchanged.';
    END IF;
    INSERT INTO settlement.gateway_ref (gateway_row_id, ref)
    SELECT e.gateway_row_id, u.ref
    FROM settlement.gateway_import_entry AS e
    CROSS JOIN LATERAL unnest(e.refs) AS u (ref)
    WHERE e.gateway_file_id = p_gateway_file_id AND e.error IS NULL AND NOT e.is_unchanged;
    PERFORM settlement.place_gateway_row();
    PERFORM audit.record(r.tenant_id, 'settlement.gateway.recorded', p_gateway_file_id::text, jsonb_build_object('file_name', p_file_name, 'rows', count(*)), v_actor)
    FROM settlement.gateway_row AS r
    WHERE r.gateway_file_id = p_gateway_file_id AND r.tenant_id IS NOT NULL
    GROUP BY r.tenant_id;
  END IF;
  RETURN NEXT;
END
$record_gateway_import$;
COMMENT ON FUNCTION settlement.record_gateway_import(uuid, text, text, bytea, boolean, bigint, uuid) IS 'Records the checked rows of a gateway''s settlement: all of them, or nothing while any row is bad, or the good ones (p_skip_bad). p_unreadable: rows that were refused before staging.';
ALTER FUNCTION settlement.record_gateway_import(uuid, text, text, bytea, boolean, bigint, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_gateway_import(uuid, text, text, bytea, boolean, bigint, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_gateway_import(uuid, text, text, bytea, boolean, bigint, uuid) TO mg_batch;
