-- Signing in through a business's own directory: who vouches, whom it vouched for, and sessions that reach no further.
-- phase: expand · locks: a moment on identity.auth_session · reversible: yes
-- Few sessions and no rows that could break the key:
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint, require-concurrent-index-creation
CREATE TABLE identity.sso_connection (
  sso_connection_id uuid NOT NULL DEFAULT uuidv7(),
  tenant_id         uuid NOT NULL,
  sign_in_name      text NOT NULL,
  kind              text NOT NULL,
  issuer            text NOT NULL,
  client_id         text,
  data_key_id       uuid,
  secret_sealed     bytea,
  metadata          text,
  role_code         text,
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid NOT NULL,
  retired_at        timestamptz,
  CONSTRAINT sso_connection_pk PRIMARY KEY (sso_connection_id),
  CONSTRAINT sso_connection_role_fk FOREIGN KEY (tenant_id, role_code) REFERENCES identity.tenant_role (tenant_id, role_code),
  CONSTRAINT sso_connection_data_key_fk FOREIGN KEY (data_key_id) REFERENCES identity.data_key (data_key_id),
  CONSTRAINT sso_connection_name_ck CHECK (sign_in_name ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'),
  CONSTRAINT sso_connection_kind_ck CHECK (kind IN ('oidc', 'saml')),
  CONSTRAINT sso_connection_issuer_ck CHECK (length(issuer) <= 400 AND (kind <> 'oidc' OR issuer ~ '^https?://[^\s?#@]+$')),
  CONSTRAINT sso_connection_oidc_ck CHECK ((kind = 'oidc') = (client_id IS NOT NULL) AND length(client_id) BETWEEN 1 AND 200),
  CONSTRAINT sso_connection_saml_ck CHECK ((kind = 'saml') = (metadata IS NOT NULL) AND length(metadata) <= 100000),
  CONSTRAINT sso_connection_secret_ck CHECK ((secret_sealed IS NULL) = (data_key_id IS NULL))
);
COMMENT ON TABLE identity.sso_connection IS 'Directories by which a business vouches for its own people (OpenID Connect, SAML).';
COMMENT ON COLUMN identity.sso_connection.sign_in_name IS 'What people give at the log-in to be sent there.';
COMMENT ON COLUMN identity.sso_connection.issuer IS 'The address of the issuer, or the entity id.';
COMMENT ON COLUMN identity.sso_connection.metadata IS 'Of a SAML directory: where it signs people in, and the certificates that it signs with.';
COMMENT ON COLUMN identity.sso_connection.role_code IS 'The role of whom it vouches for and who has none yet; null: they have to be invited.';
CREATE UNIQUE INDEX sso_connection_name_uq ON identity.sso_connection (sign_in_name) WHERE retired_at IS NULL;
CREATE INDEX sso_connection_role_ix ON identity.sso_connection (tenant_id, role_code);
CREATE INDEX sso_connection_data_key_ix ON identity.sso_connection (data_key_id);

CREATE TABLE identity.sso_subject (
  sso_connection_id uuid NOT NULL,
  subject           text NOT NULL,
  user_id           uuid NOT NULL,
  linked_at         timestamptz NOT NULL DEFAULT now(),
  last_used_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT sso_subject_pk PRIMARY KEY (sso_connection_id, subject),
  CONSTRAINT sso_subject_user_uq UNIQUE (user_id, sso_connection_id),
  CONSTRAINT sso_subject_connection_fk FOREIGN KEY (sso_connection_id) REFERENCES identity.sso_connection (sso_connection_id),
  CONSTRAINT sso_subject_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT sso_subject_ck CHECK (length(subject) BETWEEN 1 AND 255)
);
COMMENT ON TABLE identity.sso_subject IS 'Whom a directory has vouched for, by the number that it gives them.';

ALTER TABLE identity.auth_session NO FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.auth_session
  ADD COLUMN sso_connection_id uuid,
  ADD CONSTRAINT auth_session_connection_fk FOREIGN KEY (sso_connection_id) REFERENCES identity.sso_connection (sso_connection_id);
-- By itself: within one statement it would be forced before the key is checked.
ALTER TABLE identity.auth_session FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN identity.auth_session.sso_connection_id IS 'By which directory it was begun: it reaches the business whose directory that is, and not the account itself. A business could otherwise name anybody''s address and take the account.';
CREATE INDEX auth_session_connection_ix ON identity.auth_session (sso_connection_id);

GRANT SELECT, INSERT, UPDATE ON identity.sso_connection TO mg_door;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.sso_subject TO mg_door;
