-- Applications that act for people or for a business by OAuth 2: clients, what they were let do, codes, tokens, keys.
-- phase: expand · locks: none (new tables) · reversible: yes
CREATE TABLE identity.oauth_client (
  oauth_client_id   uuid NOT NULL DEFAULT uuidv7(),
  tenant_id         uuid,
  name_ko           text NOT NULL,
  name_en           text,
  is_confidential   boolean NOT NULL,
  is_for_all        boolean NOT NULL DEFAULT false,
  redirect_uris     text[] NOT NULL DEFAULT '{}',
  grant_types       text[] NOT NULL,
  scopes            text[] NOT NULL,
  role_code         text,
  service_user_id   uuid,
  secret_hash       bytea,
  old_secret_hash   bytea,
  old_secret_until  timestamptz,
  calls_per_minute  integer NOT NULL DEFAULT 600,
  state             text NOT NULL DEFAULT 'requested',
  created_at        timestamptz NOT NULL DEFAULT now(),
  created_by        uuid NOT NULL,
  decided_at        timestamptz,
  decided_by        uuid,
  reason            text,
  CONSTRAINT oauth_client_pk PRIMARY KEY (oauth_client_id),
  CONSTRAINT oauth_client_role_fk FOREIGN KEY (tenant_id, role_code) REFERENCES identity.tenant_role (tenant_id, role_code),
  CONSTRAINT oauth_client_service_fk FOREIGN KEY (service_user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT oauth_client_name_ck CHECK (length(btrim(name_ko)) BETWEEN 1 AND 60 AND length(btrim(name_en)) BETWEEN 1 AND 60),
  CONSTRAINT oauth_client_owner_ck CHECK (tenant_id IS NOT NULL OR is_for_all),
  CONSTRAINT oauth_client_grants_ck CHECK (cardinality(grant_types) > 0 AND grant_types <@ '{authorization_code,refresh_token,client_credentials}'),
  CONSTRAINT oauth_client_code_ck CHECK (('authorization_code' = ANY (grant_types)) = (cardinality(redirect_uris) > 0)),
  CONSTRAINT oauth_client_refresh_ck CHECK ('refresh_token' <> ALL (grant_types) OR 'authorization_code' = ANY (grant_types)),
  CONSTRAINT oauth_client_itself_ck CHECK (('client_credentials' = ANY (grant_types)) = (role_code IS NOT NULL)),
  CONSTRAINT oauth_client_itself_owner_ck CHECK (role_code IS NULL OR (tenant_id IS NOT NULL AND is_confidential)),
  CONSTRAINT oauth_client_service_ck CHECK (service_user_id IS NULL OR role_code IS NOT NULL),
  CONSTRAINT oauth_client_secret_ck CHECK ((secret_hash IS NOT NULL) = is_confidential),
  CONSTRAINT oauth_client_old_secret_ck CHECK ((old_secret_hash IS NULL) = (old_secret_until IS NULL)),
  CONSTRAINT oauth_client_redirect_ck CHECK (cardinality(redirect_uris) <= 10 AND '' <> ALL (redirect_uris) AND (array_to_string(redirect_uris, ' ') || ' ')
    ~ '^((https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[^\s#*]*)?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?/[^\s#*]*|[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:/[^\s#*]*)? )+$'),
  CONSTRAINT oauth_client_calls_ck CHECK (calls_per_minute BETWEEN 1 AND 100000),
  CONSTRAINT oauth_client_state_ck CHECK (state IN ('requested', 'approved', 'refused', 'suspended', 'withdrawn')),
  CONSTRAINT oauth_client_decided_ck CHECK ((decided_at IS NULL) = (decided_by IS NULL) AND (state = 'requested') = (decided_at IS NULL)),
  CONSTRAINT oauth_client_reason_ck CHECK (length(reason) <= 400)
);
COMMENT ON TABLE identity.oauth_client IS 'Applications of businesses, partners and headquarters that may ask people to let them act (RFC 6749).';
COMMENT ON COLUMN identity.oauth_client.tenant_id IS 'The business that registered it; null: headquarters, for a partner or for itself.';
COMMENT ON COLUMN identity.oauth_client.is_confidential IS 'Whether it can keep a secret; an app on a telephone can''t.';
COMMENT ON COLUMN identity.oauth_client.is_for_all IS 'Whether people of other businesses may use it.';
COMMENT ON COLUMN identity.oauth_client.redirect_uris IS 'Where people are sent back to, compared to the letter: https, loopback, or an app''s own scheme (RFC 8252).';
COMMENT ON COLUMN identity.oauth_client.scopes IS 'What it may ask for at most: openid, profile, email, offline_access, and permissions by their code.';
COMMENT ON COLUMN identity.oauth_client.role_code IS 'In which role of its business it acts by itself (client credentials).';
COMMENT ON COLUMN identity.oauth_client.service_user_id IS 'As whom it acts by itself, once it is approved.';
COMMENT ON COLUMN identity.oauth_client.secret_hash IS 'SHA-256: secrets are random, so that no slow hash is needed.';
COMMENT ON COLUMN identity.oauth_client.old_secret_hash IS 'The secret before, which works until old_secret_until while the new one is rolled out.';
COMMENT ON COLUMN identity.oauth_client.calls_per_minute IS 'How often its tokens may be used.';

CREATE TABLE identity.oauth_grant (
  oauth_grant_id  uuid NOT NULL DEFAULT uuidv7(),
  oauth_client_id uuid NOT NULL,
  user_id         uuid NOT NULL,
  tenant_id       uuid NOT NULL,
  role_code       text NOT NULL,
  branch_id       uuid,
  scopes          text[] NOT NULL,
  signed_in_at    timestamptz,
  granted_at      timestamptz NOT NULL DEFAULT now(),
  last_used_at    timestamptz,
  revoked_at      timestamptz,
  ended_because   text,
  CONSTRAINT oauth_grant_pk PRIMARY KEY (oauth_grant_id),
  CONSTRAINT oauth_grant_client_fk FOREIGN KEY (oauth_client_id) REFERENCES identity.oauth_client (oauth_client_id),
  CONSTRAINT oauth_grant_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT oauth_grant_role_fk FOREIGN KEY (tenant_id, role_code) REFERENCES identity.tenant_role (tenant_id, role_code),
  CONSTRAINT oauth_grant_ended_ck CHECK ((revoked_at IS NULL) = (ended_because IS NULL)),
  CONSTRAINT oauth_grant_because_ck CHECK (ended_because IN ('by_person', 'by_client', 'reused', 'client_ended', 'recovered', 'withdrawn'))
);
COMMENT ON TABLE identity.oauth_grant IS 'What a person let an application do for them in one role of one business; all tokens made of it end with it.';
COMMENT ON COLUMN identity.oauth_grant.signed_in_at IS 'When the person proved who they are; null: the application acts by itself.';
COMMENT ON COLUMN identity.oauth_grant.ended_because IS 'reused: a code or refresh token was used twice, so that one of both users is a thief; recovered: the person had to take the account back.';
CREATE INDEX oauth_grant_client_ix ON identity.oauth_grant (oauth_client_id);
CREATE INDEX oauth_grant_user_ix ON identity.oauth_grant (user_id);
CREATE INDEX oauth_grant_role_ix ON identity.oauth_grant (tenant_id, role_code);
CREATE INDEX oauth_client_role_ix ON identity.oauth_client (tenant_id, role_code);
CREATE INDEX oauth_client_service_ix ON identity.oauth_client (service_user_id);

CREATE TABLE identity.oauth_code (
  code_hash      bytea NOT NULL,
  oauth_grant_id uuid NOT NULL,
  redirect_uri   text NOT NULL,
  code_challenge text NOT NULL,
  nonce          text,
  expires_at     timestamptz NOT NULL,
  used_at        timestamptz,
  CONSTRAINT oauth_code_pk PRIMARY KEY (code_hash),
  CONSTRAINT oauth_code_grant_fk FOREIGN KEY (oauth_grant_id) REFERENCES identity.oauth_grant (oauth_grant_id),
  CONSTRAINT oauth_code_challenge_ck CHECK (code_challenge ~ '^[A-Za-z0-9_-]{43}$')
);
COMMENT ON TABLE identity.oauth_code IS 'Codes that an application turns into tokens, once, within a minute.';
COMMENT ON COLUMN identity.oauth_code.code_challenge IS 'SHA-256 of the verifier that only the asking application knows (PKCE, S256 alone).';
CREATE INDEX oauth_code_grant_ix ON identity.oauth_code (oauth_grant_id);

CREATE TABLE identity.oauth_token (
  oauth_token_id uuid NOT NULL DEFAULT uuidv7(),
  token_hash     bytea NOT NULL,
  oauth_grant_id uuid NOT NULL,
  kind           text NOT NULL,
  scopes         text[] NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  expires_at     timestamptz NOT NULL,
  used_at        timestamptz,
  revoked_at     timestamptz,
  CONSTRAINT oauth_token_pk PRIMARY KEY (oauth_token_id),
  CONSTRAINT oauth_token_hash_uq UNIQUE (token_hash),
  CONSTRAINT oauth_token_grant_fk FOREIGN KEY (oauth_grant_id) REFERENCES identity.oauth_grant (oauth_grant_id),
  CONSTRAINT oauth_token_kind_ck CHECK (kind IN ('access', 'refresh'))
);
COMMENT ON TABLE identity.oauth_token IS 'Access and refresh tokens by the hash of their secret part; a refresh token works once, and another one takes its place.';
COMMENT ON COLUMN identity.oauth_token.oauth_token_id IS 'Stands in a sealed context where the session of a person stands.';
COMMENT ON COLUMN identity.oauth_token.used_at IS 'When a refresh token was exchanged; whoever shows it again is a thief or was robbed.';
CREATE INDEX oauth_token_grant_ix ON identity.oauth_token (oauth_grant_id);
CREATE INDEX oauth_token_expiry_ix ON identity.oauth_token (expires_at);

CREATE TABLE identity.oauth_call (
  oauth_client_id uuid NOT NULL,
  begins_at       timestamptz NOT NULL,
  call_count      integer NOT NULL,
  CONSTRAINT oauth_call_pk PRIMARY KEY (oauth_client_id, begins_at),
  CONSTRAINT oauth_call_client_fk FOREIGN KEY (oauth_client_id) REFERENCES identity.oauth_client (oauth_client_id)
);
COMMENT ON TABLE identity.oauth_call IS 'How often each application called in each of the last minutes.';

CREATE TABLE identity.signing_key (
  signing_key_id text NOT NULL,
  algorithm      text NOT NULL,
  public_key     jsonb NOT NULL,
  data_key_id    uuid NOT NULL,
  private_sealed bytea NOT NULL,
  active_at      timestamptz NOT NULL,
  created_at     timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT signing_key_pk PRIMARY KEY (signing_key_id),
  CONSTRAINT signing_key_data_key_fk FOREIGN KEY (data_key_id) REFERENCES identity.data_key (data_key_id),
  CONSTRAINT signing_key_algorithm_ck CHECK (algorithm IN ('ES256'))
);
COMMENT ON TABLE identity.signing_key IS 'Keys that sign tokens. The newest that is active signs; older ones are published as long as tokens of theirs live.';
COMMENT ON COLUMN identity.signing_key.public_key IS 'As published (RFC 7517).';
COMMENT ON COLUMN identity.signing_key.private_sealed IS 'AES-256-GCM under the platform''s data key.';
COMMENT ON COLUMN identity.signing_key.active_at IS 'Signs from then on; published before, so that whoever keeps a copy of the keys has it by then.';
CREATE INDEX signing_key_data_key_ix ON identity.signing_key (data_key_id);

GRANT SELECT, INSERT, UPDATE ON identity.oauth_client, identity.oauth_grant TO mg_door;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.oauth_code, identity.oauth_token, identity.oauth_call, identity.signing_key TO mg_door;
