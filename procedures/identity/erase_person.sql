SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.erase_person(p_user_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $erase_person$
BEGIN
  DELETE FROM identity.one_time_token AS t WHERE t.user_id = p_user_id;
  DELETE FROM identity.totp_key AS k WHERE k.user_id = p_user_id;
  DELETE FROM identity.auth_user_social AS o WHERE o.user_id = p_user_id;
  DELETE FROM identity.sso_subject AS b WHERE b.user_id = p_user_id;
  DELETE FROM identity.passkey AS p WHERE p.user_id = p_user_id;
  DELETE FROM identity.recovery_code AS c WHERE c.user_id = p_user_id;
  DELETE FROM identity.outgoing_mail AS m WHERE m.user_id = p_user_id;
  UPDATE identity.auth_session AS s SET revoked_at = statement_timestamp(), ended_because = 'withdrawn'
   WHERE s.user_id = p_user_id AND s.revoked_at IS NULL;
  PERFORM identity.end_grants_of(NULL, p_user_id, 'withdrawn');
  UPDATE identity.device AS d
     SET revoked_at = coalesce(d.revoked_at, statement_timestamp()), label = NULL, user_agent = NULL, last_address = NULL,
         last_country = NULL
   WHERE d.user_id = p_user_id;
  UPDATE identity.membership AS m SET revoked_at = statement_timestamp() WHERE m.user_id = p_user_id AND m.revoked_at IS NULL;
  UPDATE identity.operator AS o SET revoked_at = statement_timestamp() WHERE o.user_id = p_user_id AND o.revoked_at IS NULL;
  UPDATE identity.auth_user AS u
     SET withdrawn_at = statement_timestamp(), password_hash = NULL, data_key_id = NULL, email_sealed = NULL, email_mask = NULL,
         email_index = NULL, index_key_id = NULL, name_ko_sealed = NULL, name_en_sealed = NULL, name_mask = NULL, phone_sealed = NULL,
         phone_mask = NULL, phone_index = NULL
   WHERE u.user_id = p_user_id;
  -- What backups still hold of the person is closed for good with the key.
  UPDATE identity.data_key AS k
     SET wrapped_key = NULL, wrapping_key_id = NULL, destroyed_at = statement_timestamp()
   WHERE k.owner_kind = 'user' AND k.owner_id = p_user_id AND k.destroyed_at IS NULL;
END
$erase_person$;
COMMENT ON FUNCTION identity.erase_person(uuid) IS 'Takes everything personal of somebody away and destroys the keys that sealed it; the bare user stays, as the author of what was done (personal information protection act, art. 21).';
REVOKE ALL ON FUNCTION identity.erase_person(uuid) FROM PUBLIC;
SET ROLE mg_owner;
