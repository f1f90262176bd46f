-- Log-ins by another service, linked to an account.
-- phase: expand · locks: none (new table) · reversible: yes
CREATE TABLE identity.auth_user_social (
  provider     text NOT NULL,
  subject      text NOT NULL,
  user_id      uuid NOT NULL,
  linked_at    timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  CONSTRAINT auth_user_social_pk PRIMARY KEY (provider, subject),
  CONSTRAINT auth_user_social_user_uq UNIQUE (user_id, provider),
  CONSTRAINT auth_user_social_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT auth_user_social_provider_ck CHECK (provider IN ('kakao', 'naver')),
  CONSTRAINT auth_user_social_subject_ck CHECK (length(subject) BETWEEN 1 AND 200)
);
COMMENT ON TABLE identity.auth_user_social IS 'Which log-in of Kakao or Naver opens which account: one of each a person, and each one person''s.';
COMMENT ON COLUMN identity.auth_user_social.subject IS 'The number that the service gives the person for our application alone; it tells nobody who that is.';
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.auth_user_social TO mg_door;
