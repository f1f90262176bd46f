CREATE OR REPLACE FUNCTION settlement.attach_adjustment_file(
  p_adjustment_request_id uuid, p_file_name text, p_media_type text, p_content bytea, p_actor uuid DEFAULT NULL)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $attach_adjustment_file$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.request_adjustment');
  v_request settlement.adjustment_request := settlement.find_adjustment_request(p_adjustment_request_id);
  v_id uuid;
BEGIN
  -- As the table's checks have it, in one sentence that people understand.
  IF (p_file_name = btrim(p_file_name) AND length(p_file_name) BETWEEN 1 AND 200 AND p_file_name !~ '[/\\[:cntrl:]]'
    AND p_media_type ~ '^[a-z]+/[a-z0-9.+-]{1,100}$' AND octet_length(p_content) BETWEEN 1 AND 5242880) IS NOT TRUE THEN
    RAISE EXCEPTION USING ERRCODE = 'MS013', MESSAGE = 'not an attachment',
      DETAIL = format('name %s, media type %s, %s bytes', quote_nullable(p_file_name), quote_nullable(p_media_type), coalesce(octet_length(p_content), 0)),
      HINT = 'A name without folders, a media type, and 1 byte to 5 MiB.';
  END IF;
  -- Whoever decides locks the request as well: nothing is attached to what is decided.
  PERFORM FROM settlement.adjustment_request AS r WHERE r.tenant_id = v_request.tenant_id AND r.adjustment_request_id = p_adjustment_request_id FOR UPDATE;
  SELECT a.adjustment_attachment_id INTO v_id FROM settlement.adjustment_attachment AS a
  WHERE a.tenant_id = v_request.tenant_id AND a.adjustment_request_id = p_adjustment_request_id AND a.file_name = p_file_name AND a.content_sha256 = sha256(p_content);
  IF FOUND THEN
    RETURN v_id;
  END IF;
  v_request := settlement.find_adjustment_request(p_adjustment_request_id);
  IF v_request.status <> 'requested' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS513', MESSAGE = 'the adjustment request is decided already',
      DETAIL = format('request %s is %s', p_adjustment_request_id, v_request.status), HINT = 'Ask for another adjustment.';
  END IF;
  INSERT INTO settlement.adjustment_attachment (tenant_id, adjustment_request_id, file_name, media_type, content, created_by)
  VALUES (v_request.tenant_id, p_adjustment_request_id, p_file_name, p_media_type, p_content, v_actor)
  RETURNING adjustment_attachment_id INTO v_id;
  PERFORM audit.record(v_request.tenant_id, 'settlement.adjustment.attached', p_adjustment_request_id::text,
    jsonb_build_object('adjustment_attachment_id', v_id, 'file_name', p_file_name, 'media_type', p_media_type, 'size_bytes', octet_length(p_content),
      'content_sha256', encode(sha256(p_content), 'hex')), v_actor);
  RETURN v_id;
END
$attach_adjustment_file$;
COMMENT ON FUNCTION settlement.attach_adjustment_file(uuid, text, text, bytea, uuid) IS 'Adds a document to a request for an adjustment that nobody has decided yet. The same file again is the same.';
ALTER FUNCTION settlement.attach_adjustment_file(uuid, text, text, bytea, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.attach_adjustment_file(uuid, text, text, bytea, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.attach_adjustment_file(uuid, text, text, bytea, uuid) TO mg_batch;
