-- squawk-ignore-file ban-drop-column, ban-drop-table, constraint-missing-not-valid, ban-drop-constraint
ALTER TABLE identity.auth_session NO FORCE ROW LEVEL SECURITY;
UPDATE identity.auth_session SET ended_because = 'signed_out_elsewhere' WHERE ended_because = 'second_factor_reset';
UPDATE identity.auth_session SET revoked_at = now(), ended_because = 'signed_out_elsewhere' WHERE awaits IS NOT NULL AND revoked_at IS NULL;
ALTER TABLE identity.auth_session FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.auth_session
  DROP COLUMN awaits,
  DROP COLUMN first_factor_at,
  DROP CONSTRAINT auth_session_ended_ck,
  ADD CONSTRAINT auth_session_ended_ck CHECK (ended_because IN ('signed_out', 'signed_out_elsewhere', 'too_many', 'password_changed', 'withdrawn', 'disabled'));
DROP TABLE identity.recovery_code;
DROP TABLE identity.passkey_challenge;
DROP TABLE identity.passkey;
DROP TABLE identity.totp_key;
