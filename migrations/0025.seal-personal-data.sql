-- People's e-mail, names and phone numbers as ciphertext, by keys that are wrapped outside the database.
-- phase: expand · locks: ACCESS EXCLUSIVE on identity.auth_user, at once · reversible: yes
CREATE TABLE identity.data_key (
  data_key_id     uuid NOT NULL DEFAULT uuidv7(),
  owner_kind      text NOT NULL,
  owner_id        uuid,
  wrapped_key     bytea,
  wrapping_key_id text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  retired_at      timestamptz,
  destroyed_at    timestamptz,
  CONSTRAINT data_key_pk PRIMARY KEY (data_key_id),
  CONSTRAINT data_key_owner_ck CHECK (owner_kind IN ('user', 'tenant', 'platform')),
  CONSTRAINT data_key_owner_id_ck CHECK ((owner_id IS NULL) = (owner_kind = 'platform')),
  CONSTRAINT data_key_wrapped_ck CHECK ((wrapped_key IS NULL) = (destroyed_at IS NOT NULL)),
  CONSTRAINT data_key_wrapping_ck CHECK ((wrapping_key_id IS NULL) = (destroyed_at IS NOT NULL))
);
COMMENT ON TABLE identity.data_key IS 'Keys that personal data is sealed with, one owner each, wrapped by a key that is kept outside the database.';
COMMENT ON COLUMN identity.data_key.owner_id IS 'The user or tenant whose data it seals; null: the platform''s own.';
COMMENT ON COLUMN identity.data_key.wrapped_key IS 'The key, sealed by the wrapping key. Null: destroyed, and with it all that it sealed, in backups too.';
COMMENT ON COLUMN identity.data_key.wrapping_key_id IS 'Which key of the keyring wraps it.';
COMMENT ON COLUMN identity.data_key.retired_at IS 'From then on it opens what it sealed, and seals nothing new.';
CREATE UNIQUE INDEX data_key_live_uq ON identity.data_key (owner_kind, owner_id) NULLS NOT DISTINCT WHERE retired_at IS NULL AND destroyed_at IS NULL;
CREATE INDEX data_key_wrapping_ix ON identity.data_key (wrapping_key_id);

ALTER TABLE identity.auth_user
  ADD COLUMN data_key_id       uuid,
  ADD COLUMN email_sealed      bytea,
  ADD COLUMN email_mask        text,
  ADD COLUMN email_index       bytea,
  ADD COLUMN name_ko_sealed    bytea,
  ADD COLUMN name_en_sealed    bytea,
  ADD COLUMN name_mask         text,
  ADD COLUMN phone_sealed      bytea,
  ADD COLUMN phone_mask        text,
  ADD COLUMN phone_index       bytea,
  ADD COLUMN index_key_id      text,
  ADD COLUMN email_verified_at timestamptz,
  ADD COLUMN password_changed_at timestamptz,
  ADD COLUMN withdrawn_at      timestamptz;
COMMENT ON COLUMN identity.auth_user.data_key_id IS 'The key that the newest of the sealed columns are sealed with; each names its own inside.';
COMMENT ON COLUMN identity.auth_user.email_sealed IS 'AES-256-GCM, bound to this column and person.';
COMMENT ON COLUMN identity.auth_user.email_mask IS 'As screens show it: ki***@example.kr.';
COMMENT ON COLUMN identity.auth_user.email_index IS 'HMAC-SHA256 of the address in lower case: finds, but can''t be read.';
COMMENT ON COLUMN identity.auth_user.name_mask IS 'As screens show it: 김*아.';
COMMENT ON COLUMN identity.auth_user.index_key_id IS 'Which key of the keyring made the indexes.';
COMMENT ON COLUMN identity.auth_user.email_verified_at IS 'When the person proved to read mail at this address.';
COMMENT ON COLUMN identity.auth_user.withdrawn_at IS 'When the person left: the key is destroyed, and nothing personal is left but what the law keeps.';
GRANT SELECT, INSERT, UPDATE ON identity.data_key TO mg_door;
