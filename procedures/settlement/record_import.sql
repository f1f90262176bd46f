CREATE OR REPLACE FUNCTION settlement.record_import(
  p_import_file_id uuid, p_file_name text, p_content_sha256 bytea, p_skip_bad boolean, p_unreadable bigint,
  p_as_of timestamptz DEFAULT now(), p_actor uuid DEFAULT NULL)
RETURNS TABLE (is_recorded boolean, row_count bigint, recorded_count bigint, unchanged_count bigint, rejected_count bigint)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan SET work_mem = '256MB'
AS $record_import$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'commerce.import_payment');
BEGIN
  PERFORM settlement.record_lock(ARRAY(SELECT DISTINCT e.tenant_id FROM commerce.import_event AS e
    WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged));
  PERFORM settlement.date_import(p_import_file_id, p_as_of);
  PERFORM settlement.check_return(p_import_file_id);

  SELECT count(*) + p_unreadable, count(*) FILTER (WHERE e.error IS NULL AND NOT e.is_unchanged),
    count(*) FILTER (WHERE e.error IS NULL AND e.is_unchanged), count(*) FILTER (WHERE e.error IS NOT NULL) + p_unreadable
  INTO row_count, recorded_count, unchanged_count, rejected_count
  FROM commerce.import_event AS e
  WHERE e.import_file_id = p_import_file_id;

  is_recorded := rejected_count = 0 OR p_skip_bad;
  IF is_recorded AND recorded_count > 0 THEN
    INSERT INTO commerce.import_file (import_file_id, file_name, content_sha256, row_count, recorded_count, unchanged_count, rejected_count, created_by)
    VALUES (p_import_file_id, p_file_name, p_content_sha256, row_count, recorded_count, unchanged_count, rejected_count, v_actor);
    PERFORM settlement.write_event(p_import_file_id, p_as_of, v_actor);
    PERFORM audit.record(e.tenant_id, 'commerce.import.recorded', p_import_file_id::text,
      jsonb_build_object('file_name', p_file_name, 'events', count(*)), v_actor)
    FROM commerce.import_event AS e
    WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged
    GROUP BY e.tenant_id;
    PERFORM settlement.release_overlapping_hold(p_import_file_id, p_as_of, v_actor);
  END IF;
  RETURN NEXT;
END
$record_import$;
COMMENT ON FUNCTION settlement.record_import(uuid, text, bytea, boolean, bigint, timestamptz, uuid) IS 'Records the checked events of a staged file under the tenants'' locks: all of them, or nothing while any row is bad, or the good ones (p_skip_bad). p_unreadable: rows that were refused before staging.';
ALTER FUNCTION settlement.record_import(uuid, text, bytea, boolean, bigint, timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_import(uuid, text, bytea, boolean, bigint, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_import(uuid, text, bytea, boolean, bigint, timestamptz, uuid) TO mg_batch;
