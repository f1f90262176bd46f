-- People, sessions, memberships. Doors read all four before a context exists, so that none has a tenant boundary.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE identity.auth_user (
  user_id            uuid NOT NULL DEFAULT uuidv7(),
  email              text,
  password_hash      text,
  service_name       text,
  is_service         boolean NOT NULL GENERATED ALWAYS AS (service_name IS NOT NULL) STORED,
  name_ko            text NOT NULL,
  name_en            text,
  locale             text NOT NULL DEFAULT 'ko',
  failed_login_count integer NOT NULL DEFAULT 0,
  locked_until       timestamptz,
  created_at         timestamptz NOT NULL DEFAULT now(),
  created_by         uuid,
  disabled_at        timestamptz,
  CONSTRAINT auth_user_pk PRIMARY KEY (user_id),
  CONSTRAINT auth_user_email_uq UNIQUE (email),
  CONSTRAINT auth_user_service_name_uq UNIQUE (service_name),
  CONSTRAINT auth_user_kind_ck CHECK ((email IS NULL) = (service_name IS NOT NULL)),
  CONSTRAINT auth_user_service_ck CHECK (service_name IS NULL OR password_hash IS NULL),
  CONSTRAINT auth_user_email_ck CHECK (email = lower(btrim(email)) AND length(email) <= 254 AND email ~ '^[^@\s]+@[^@\s]+$'),
  CONSTRAINT auth_user_name_ck CHECK (btrim(name_ko) <> ''),
  CONSTRAINT auth_user_failed_ck CHECK (failed_login_count >= 0)
);
COMMENT ON TABLE identity.auth_user IS 'Everybody who acts: people, who log in, and services, who never do and stand as creators of what jobs write.';
COMMENT ON COLUMN identity.auth_user.email IS 'In lower case; what a person logs in with. Null: a service.';
COMMENT ON COLUMN identity.auth_user.password_hash IS 'Argon2id, made and checked by the application. Null: cannot log in.';
COMMENT ON COLUMN identity.auth_user.failed_login_count IS 'Wrong passwords since the last right one.';
COMMENT ON COLUMN identity.auth_user.locked_until IS 'Until then no password is accepted; longer with every failure.';

CREATE TABLE identity.auth_session (
  auth_session_id     uuid NOT NULL DEFAULT uuidv7(),
  user_id             uuid NOT NULL,
  token_hash          bytea NOT NULL,
  active_tenant_id    uuid,
  idle_timeout        interval NOT NULL,
  idle_expires_at     timestamptz NOT NULL,
  absolute_expires_at timestamptz NOT NULL,
  revoked_at          timestamptz,
  created_at          timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT auth_session_pk PRIMARY KEY (auth_session_id),
  CONSTRAINT auth_session_token_uq UNIQUE (token_hash),
  CONSTRAINT auth_session_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT auth_session_token_ck CHECK (length(token_hash) = 32),
  CONSTRAINT auth_session_expiry_ck CHECK (idle_expires_at <= absolute_expires_at)
);
COMMENT ON TABLE identity.auth_session IS 'A person''s log-in. The token itself is kept nowhere.';
COMMENT ON COLUMN identity.auth_session.token_hash IS 'SHA-256 of the 256-bit token.';
COMMENT ON COLUMN identity.auth_session.active_tenant_id IS 'The tenant that the person works in; null: the first one that he or she is a member of.';
COMMENT ON COLUMN identity.auth_session.idle_expires_at IS 'Moved on by every use, never past absolute_expires_at.';
CREATE INDEX auth_session_user_ix ON identity.auth_session (user_id);

CREATE TABLE identity.membership (
  tenant_id     uuid NOT NULL,
  membership_id uuid NOT NULL DEFAULT uuidv7(),
  user_id       uuid NOT NULL,
  role_code     text NOT NULL,
  branch_id     uuid,
  created_at    timestamptz NOT NULL DEFAULT now(),
  created_by    uuid,
  revoked_at    timestamptz,
  CONSTRAINT membership_pk PRIMARY KEY (tenant_id, membership_id),
  CONSTRAINT membership_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT membership_role_ck CHECK (role_code IN ('TENANT_OWNER', 'TENANT_MANAGER', 'TENANT_STAFF'))
);
COMMENT ON TABLE identity.membership IS 'Who may act in which tenant, and as what. Revoked ones stay.';
COMMENT ON COLUMN identity.membership.branch_id IS 'The one branch that the member is limited to; null: all.';
CREATE UNIQUE INDEX membership_live_uq ON identity.membership (tenant_id, user_id, role_code, branch_id)
  NULLS NOT DISTINCT WHERE revoked_at IS NULL;
CREATE INDEX membership_user_ix ON identity.membership (user_id);

CREATE TABLE identity.operator (
  user_id    uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by uuid,
  revoked_at timestamptz,
  CONSTRAINT operator_pk PRIMARY KEY (user_id),
  CONSTRAINT operator_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id)
);
COMMENT ON TABLE identity.operator IS 'Headquarters'' staff: who may enter as an operator.';

-- The doors' owner alone: no runtime role reads or writes these, and their owner is stopped by row security.
GRANT SELECT, INSERT, UPDATE ON identity.auth_user, identity.auth_session, identity.membership, identity.operator
  TO mg_door;
