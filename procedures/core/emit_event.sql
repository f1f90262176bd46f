CREATE OR REPLACE FUNCTION core.emit_event(
  p_tenant_id uuid, p_aggregate_type text, p_aggregate_id uuid, p_event_type text, p_payload jsonb) RETURNS uuid
LANGUAGE sql VOLATILE
AS $emit_event$
  INSERT INTO integration.outbox_event (tenant_id, aggregate_type, aggregate_id, event_type, payload)
  VALUES (p_tenant_id, p_aggregate_type, p_aggregate_id, p_event_type, p_payload)
  RETURNING outbox_event_id
$emit_event$;
COMMENT ON FUNCTION core.emit_event(uuid, text, uuid, text, jsonb) IS 'Puts an event into the outbox, in the transaction of what happened.';
REVOKE ALL ON FUNCTION core.emit_event(uuid, text, uuid, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.emit_event(uuid, text, uuid, text, jsonb) TO mg_batch_owner;
