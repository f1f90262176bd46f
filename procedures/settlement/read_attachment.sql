CREATE OR REPLACE FUNCTION settlement.read_attachment(p_adjustment_attachment_id uuid)
RETURNS TABLE (file_name text, media_type text, size_bytes integer, content_sha256 bytea, content bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $read_attachment$
#variable_conflict use_column
BEGIN
  RETURN QUERY SELECT a.file_name, a.media_type, a.size_bytes, a.content_sha256, a.content
  FROM settlement.adjustment_attachment AS a WHERE a.adjustment_attachment_id = p_adjustment_attachment_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS411', MESSAGE = 'unknown attachment', DETAIL = format('attachment %s', p_adjustment_attachment_id),
      HINT = 'mindgarden adjustment list --json names them.';
  END IF;
END
$read_attachment$;
COMMENT ON FUNCTION settlement.read_attachment(uuid) IS 'A document that was attached to a request for an adjustment.';
ALTER FUNCTION settlement.read_attachment(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.read_attachment(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.read_attachment(uuid) TO mg_batch;
