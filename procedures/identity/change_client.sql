SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.change_client(p_client uuid, p_tenant_id uuid, p_secret_hash bytea, p_actor uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $change_client$
BEGIN
  -- The old secret goes on for a day: whoever rolls the new one out needs no standstill.
  UPDATE identity.oauth_client AS c
     SET old_secret_hash = CASE WHEN p_secret_hash IS NOT NULL THEN c.secret_hash END,
         old_secret_until = CASE WHEN p_secret_hash IS NOT NULL THEN statement_timestamp() + interval '1 day' END,
         secret_hash = coalesce(p_secret_hash, c.secret_hash),
         state = CASE WHEN p_secret_hash IS NULL THEN 'withdrawn' ELSE c.state END,
         decided_at = CASE WHEN p_secret_hash IS NULL THEN statement_timestamp() ELSE c.decided_at END,
         decided_by = CASE WHEN p_secret_hash IS NULL THEN p_actor ELSE c.decided_by END
   WHERE c.oauth_client_id = p_client AND c.tenant_id = p_tenant_id AND c.state <> 'withdrawn' AND (p_secret_hash IS NULL OR c.is_confidential);
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF p_secret_hash IS NULL THEN
    PERFORM identity.end_grants_of(p_client, NULL, 'client_ended');
  END IF;
  PERFORM identity.note_security_event(CASE WHEN p_secret_hash IS NULL THEN 'client_withdrawn' ELSE 'client_secret_changed' END, 'low', p_actor,
    p_tenant_id, NULL, NULL, NULL, core.request_id(), jsonb_build_object('client', p_client));
  RETURN true;
END
$change_client$;
COMMENT ON FUNCTION identity.change_client(uuid, uuid, bytea, uuid) IS 'Gives an application of a business another secret, or (NULL) takes it out of use; false if the business has no such application. Its callers have checked who may.';
REVOKE ALL ON FUNCTION identity.change_client(uuid, uuid, bytea, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.change_client(uuid, uuid, bytea, uuid) TO mg_owner;
SET ROLE mg_owner;
