CREATE OR REPLACE FUNCTION core.end_command(p_tenant_id uuid, p_command text, p_request_key text, p_response jsonb)
RETURNS jsonb
LANGUAGE plpgsql VOLATILE
AS $end_command$
BEGIN
  UPDATE core.idempotency_key AS k SET response = p_response
   WHERE k.tenant_id = p_tenant_id AND k.command = p_command AND k.request_key = p_request_key AND k.response IS NULL;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MC903',
      MESSAGE = 'a command ended that had not begun',
      DETAIL = format('%s with key %L', p_command, p_request_key),
      HINT = 'Call core.begin_command first, in the same transaction.';
  END IF;
  RETURN p_response;
END
$end_command$;
COMMENT ON FUNCTION core.end_command(uuid, text, text, jsonb) IS 'Keeps the answer of a command for its repetitions, and returns it.';
REVOKE ALL ON FUNCTION core.end_command(uuid, text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.end_command(uuid, text, text, jsonb) TO mg_batch_owner;
