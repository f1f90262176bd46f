CREATE OR REPLACE FUNCTION core.begin_command(
  p_tenant_id uuid, p_command text, p_request_key text, p_body jsonb, p_created_by uuid
) RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $begin_command$
DECLARE
  v_hash bytea := sha256(convert_to(p_body::text, 'UTF8'));
  r_key  record;
BEGIN
  -- A concurrent twin waits here for the first to end, and then finds its answer in the next statement.
  INSERT INTO core.idempotency_key (tenant_id, command, request_key, request_hash, created_by)
  VALUES (p_tenant_id, p_command, p_request_key, v_hash, p_created_by)
  ON CONFLICT (tenant_id, command, request_key) DO NOTHING;
  IF FOUND THEN
    RETURN NULL;
  END IF;
  SELECT k.request_hash, k.response INTO r_key FROM core.idempotency_key AS k
   WHERE k.tenant_id = p_tenant_id AND k.command = p_command AND k.request_key = p_request_key;
  IF r_key.request_hash IS DISTINCT FROM v_hash THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MC501',
      MESSAGE = 'this request key was used for another request',
      DETAIL = format('%s with key %L', p_command, p_request_key),
      HINT = 'Use a new key for a new request.';
  END IF;
  RETURN coalesce(r_key.response, 'null'::jsonb);
END
$begin_command$;
COMMENT ON FUNCTION core.begin_command(uuid, text, text, jsonb, uuid) IS 'NULL: the command is new, go on and end with core.end_command. Anything else is the answer that it got the first time.';
REVOKE ALL ON FUNCTION core.begin_command(uuid, text, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.begin_command(uuid, text, text, jsonb, uuid) TO mg_batch_owner;
