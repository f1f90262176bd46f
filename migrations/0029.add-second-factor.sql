-- Second factors: time-based codes, passkeys and recovery codes; sessions that wait for one.
-- phase: expand · locks: ACCESS EXCLUSIVE on identity.auth_session while few rows are read · reversible: yes
-- Sessions are few and short-lived, so that their checks may wait for one look at them:
-- squawk-ignore-file constraint-missing-not-valid, ban-drop-constraint
CREATE TABLE identity.totp_key (
  user_id       uuid NOT NULL,
  data_key_id   uuid NOT NULL,
  secret_sealed bytea NOT NULL,
  last_step     bigint NOT NULL DEFAULT 0,
  confirmed_at  timestamptz,
  created_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT totp_key_pk PRIMARY KEY (user_id),
  CONSTRAINT totp_key_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT totp_key_data_key_fk FOREIGN KEY (data_key_id) REFERENCES identity.data_key (data_key_id)
);
CREATE INDEX totp_key_data_key_ix ON identity.totp_key (data_key_id);
COMMENT ON TABLE identity.totp_key IS 'The secret that somebody''s authenticator app makes codes of (RFC 6238), sealed by the person''s data key.';
COMMENT ON COLUMN identity.totp_key.last_step IS 'The 30 seconds, counted from 1970, whose code was used last: neither it nor an older one works again.';
COMMENT ON COLUMN identity.totp_key.confirmed_at IS 'When the first code was right; before, the secret opens nothing.';

CREATE TABLE identity.passkey (
  passkey_id    uuid NOT NULL DEFAULT uuidv7(),
  user_id       uuid NOT NULL,
  credential_id bytea NOT NULL,
  public_key    bytea NOT NULL,
  sign_count    bigint NOT NULL,
  transports    text[] NOT NULL DEFAULT '{}',
  is_synced     boolean NOT NULL,
  label         text,
  created_at    timestamptz NOT NULL DEFAULT now(),
  last_used_at  timestamptz,
  CONSTRAINT passkey_pk PRIMARY KEY (passkey_id),
  CONSTRAINT passkey_credential_uq UNIQUE (credential_id),
  CONSTRAINT passkey_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT passkey_credential_ck CHECK (length(credential_id) BETWEEN 1 AND 1023),
  CONSTRAINT passkey_count_ck CHECK (sign_count >= 0),
  CONSTRAINT passkey_label_ck CHECK (length(label) BETWEEN 1 AND 60)
);
COMMENT ON TABLE identity.passkey IS 'Keys of WebAuthn authenticators; the private half never leaves the person''s device.';
COMMENT ON COLUMN identity.passkey.public_key IS 'COSE key, as the authenticator gave it.';
COMMENT ON COLUMN identity.passkey.sign_count IS 'What the authenticator counted at the last use; one that doesn''t grow shows a copy. 0: it doesn''t count.';
COMMENT ON COLUMN identity.passkey.is_synced IS 'Kept by a password manager on several devices.';
COMMENT ON COLUMN identity.passkey.label IS 'What the person calls it.';
CREATE INDEX passkey_user_ix ON identity.passkey (user_id);

CREATE TABLE identity.passkey_challenge (
  challenge  bytea NOT NULL,
  purpose    text NOT NULL,
  user_id    uuid,
  expires_at timestamptz NOT NULL,
  CONSTRAINT passkey_challenge_pk PRIMARY KEY (challenge),
  CONSTRAINT passkey_challenge_ck CHECK (length(challenge) BETWEEN 16 AND 64),
  CONSTRAINT passkey_challenge_purpose_ck CHECK (purpose IN ('log_in', 'second_factor', 'add')),
  CONSTRAINT passkey_challenge_user_ck CHECK ((purpose = 'log_in') = (user_id IS NULL))
);
COMMENT ON TABLE identity.passkey_challenge IS 'What an authenticator is asked to sign; each once, within minutes.';
COMMENT ON COLUMN identity.passkey_challenge.user_id IS 'Whom it was made for; null: nobody is known before a log-in.';
CREATE INDEX passkey_challenge_age_ix ON identity.passkey_challenge (expires_at);

CREATE TABLE identity.recovery_code (
  code_hash  bytea NOT NULL,
  user_id    uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  used_at    timestamptz,
  CONSTRAINT recovery_code_pk PRIMARY KEY (code_hash),
  CONSTRAINT recovery_code_ck CHECK (length(code_hash) = 32),
  CONSTRAINT recovery_code_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id)
);
COMMENT ON TABLE identity.recovery_code IS 'Codes on paper for who has lost the second factor; each works once. 80 random bits, so that a plain SHA-256 keeps them.';
CREATE INDEX recovery_code_user_ix ON identity.recovery_code (user_id);

ALTER TABLE identity.auth_session
  ADD COLUMN awaits text,
  ADD COLUMN first_factor_at timestamptz NOT NULL DEFAULT now(),
  ADD CONSTRAINT auth_session_awaits_ck CHECK (awaits IN ('second_factor', 'set_up')),
  DROP CONSTRAINT auth_session_ended_ck,
  ADD CONSTRAINT auth_session_ended_ck CHECK (ended_because IN
    ('signed_out', 'signed_out_elsewhere', 'too_many', 'password_changed', 'second_factor_reset', 'withdrawn', 'disabled'));
COMMENT ON COLUMN identity.auth_session.first_factor_at IS 'When the password, or what stands for it, was last given.';
COMMENT ON COLUMN identity.auth_session.awaits IS 'What is missing before any door opens: a second factor, or setting one up. Null: nothing.';

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.totp_key, identity.passkey, identity.passkey_challenge, identity.recovery_code TO mg_door;
