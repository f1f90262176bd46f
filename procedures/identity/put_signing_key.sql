SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.put_signing_key(
  p_id text, p_public_key jsonb, p_private_sealed bytea, p_data_key_id uuid, p_newest_before text, p_lead interval, p_kept interval
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $put_signing_key$
BEGIN
  PERFORM pg_advisory_xact_lock(core.lock_class('signing_key'), 0);
  -- Somebody else was faster: one new key is enough.
  IF (SELECT max(k.signing_key_id) FROM identity.signing_key AS k) IS DISTINCT FROM p_newest_before THEN
    RETURN false;
  END IF;
  INSERT INTO identity.signing_key (signing_key_id, algorithm, public_key, data_key_id, private_sealed, active_at)
  VALUES (p_id, 'ES256', p_public_key, p_data_key_id, p_private_sealed,
    CASE WHEN p_newest_before IS NULL THEN statement_timestamp() ELSE statement_timestamp() + p_lead END);
  -- Whatever a key has signed is over when its successor has signed alone for so long.
  DELETE FROM identity.signing_key AS k
   WHERE EXISTS (SELECT 1 FROM identity.signing_key AS n
                  WHERE n.active_at > k.active_at AND n.active_at < statement_timestamp() - p_kept);
  PERFORM identity.note_security_event('signing_key_added', 'low', NULL, NULL, NULL, NULL, NULL, NULL, jsonb_build_object('key', p_id));
  RETURN true;
END
$put_signing_key$;
COMMENT ON FUNCTION identity.put_signing_key(text, jsonb, bytea, uuid, text, interval, interval) IS 'Adds a key that signs from p_lead on (the first at once), unless p_newest_before is no longer the newest; forgets keys whose successor has signed for longer than p_kept. False if somebody else was faster.';
REVOKE ALL ON FUNCTION identity.put_signing_key(text, jsonb, bytea, uuid, text, interval, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.put_signing_key(text, jsonb, bytea, uuid, text, interval, interval) TO mg_auth, mg_migrator;
SET ROLE mg_owner;
