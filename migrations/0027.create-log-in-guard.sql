-- Log-ins: who guesses waits, every session knows its device, and what is unusual is written down.
-- phase: expand · locks: ACCESS EXCLUSIVE on identity.auth_user and auth_session while sessions are read once · reversible: yes
-- Sessions are few and short-lived, so that their checks and index may wait for one look at them; counts go with their columns:
-- squawk-ignore-file constraint-missing-not-valid, adding-foreign-key-constraint, require-concurrent-index-creation, ban-drop-column
CREATE TABLE identity.login_throttle (
  subject        bytea NOT NULL,
  kind           text NOT NULL,
  failed_count   integer NOT NULL,
  last_failed_at timestamptz NOT NULL,
  blocked_until  timestamptz,
  CONSTRAINT login_throttle_pk PRIMARY KEY (subject),
  CONSTRAINT login_throttle_kind_ck CHECK (kind IN ('account', 'address')),
  CONSTRAINT login_throttle_count_ck CHECK (failed_count >= 0)
);
COMMENT ON TABLE identity.login_throttle IS 'Failed attempts by e-mail address, whether anybody has it or not, and by network address: being locked tells nobody who exists.';
COMMENT ON COLUMN identity.login_throttle.subject IS 'Blind index of the e-mail, or hash of the network address.';
COMMENT ON COLUMN identity.login_throttle.failed_count IS 'Attempts since the last success; an attempt counts as failed until it has succeeded.';
CREATE INDEX login_throttle_age_ix ON identity.login_throttle (last_failed_at);

CREATE TABLE identity.device (
  device_id     uuid NOT NULL DEFAULT uuidv7(),
  user_id       uuid NOT NULL,
  token_hash    bytea NOT NULL,
  label         text,
  user_agent    text,
  last_address  inet,
  last_country  text,
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at  timestamptz NOT NULL DEFAULT now(),
  revoked_at    timestamptz,
  CONSTRAINT device_pk PRIMARY KEY (device_id),
  CONSTRAINT device_token_uq UNIQUE (token_hash, user_id),
  CONSTRAINT device_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT device_token_ck CHECK (length(token_hash) = 32),
  CONSTRAINT device_label_ck CHECK (length(label) BETWEEN 1 AND 60),
  CONSTRAINT device_country_ck CHECK (last_country ~ '^[A-Z]{2}$'),
  CONSTRAINT device_agent_ck CHECK (length(user_agent) <= 400)
);
COMMENT ON TABLE identity.device IS 'Browsers and apps that a person has signed in from, known again by a cookie of their own.';
COMMENT ON COLUMN identity.device.token_hash IS 'SHA-256 of the cookie.';
COMMENT ON COLUMN identity.device.last_country IS 'ISO 3166 code, if the proxy in front says it.';
COMMENT ON COLUMN identity.device.label IS 'What the person calls it.';
CREATE INDEX device_user_ix ON identity.device (user_id);

ALTER TABLE identity.auth_session
  ADD COLUMN portal           text NOT NULL DEFAULT 'tenant',
  ADD COLUMN device_id        uuid,
  ADD COLUMN address          inet,
  ADD COLUMN method           text NOT NULL DEFAULT 'password',
  ADD COLUMN last_used_at     timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN second_factor_at timestamptz,
  ADD COLUMN ended_because    text,
  ADD CONSTRAINT auth_session_portal_ck CHECK (portal IN ('tenant', 'consumer', 'operations', 'api')),
  ADD CONSTRAINT auth_session_method_ck CHECK (method IN ('password', 'passkey', 'kakao', 'naver', 'oidc', 'saml')),
  ADD CONSTRAINT auth_session_ended_ck CHECK (ended_because IN ('signed_out', 'signed_out_elsewhere', 'too_many', 'password_changed', 'withdrawn', 'disabled')),
  ADD CONSTRAINT auth_session_device_fk FOREIGN KEY (device_id) REFERENCES identity.device (device_id);
COMMENT ON COLUMN identity.auth_session.method IS 'What the person signed in with.';
COMMENT ON COLUMN identity.auth_session.second_factor_at IS 'When a second factor was last shown: what is delicate asks for a recent one.';
CREATE INDEX auth_session_device_ix ON identity.auth_session (device_id);

CREATE TABLE identity.portal_policy (
  portal           text NOT NULL,
  idle_timeout     interval NOT NULL,
  absolute_timeout interval NOT NULL,
  step_up_age      interval NOT NULL,
  CONSTRAINT portal_policy_pk PRIMARY KEY (portal),
  CONSTRAINT portal_policy_order_ck CHECK (idle_timeout <= absolute_timeout)
);
COMMENT ON TABLE identity.portal_policy IS 'How long a session of each portal lives.';
COMMENT ON COLUMN identity.portal_policy.step_up_age IS 'How old a second factor may be for what is delicate.';

CREATE TABLE identity.session_limit (
  role_code    text NOT NULL,
  max_sessions integer NOT NULL,
  CONSTRAINT session_limit_pk PRIMARY KEY (role_code),
  CONSTRAINT session_limit_ck CHECK (max_sessions > 0)
);
COMMENT ON TABLE identity.session_limit IS 'How many live sessions somebody with a role may have; the strictest of a person''s roles holds.';

CREATE TABLE identity.security_event (
  security_event_id uuid NOT NULL DEFAULT uuidv7(),
  occurred_at       timestamptz NOT NULL DEFAULT statement_timestamp(),
  kind              text NOT NULL,
  severity          text NOT NULL,
  user_id           uuid,
  tenant_id         uuid,
  auth_session_id   uuid,
  device_id         uuid,
  address           inet,
  request_id        uuid,
  detail            jsonb NOT NULL DEFAULT '{}',
  acknowledged_at   timestamptz,
  acknowledged_by   uuid,
  acknowledged_as   text,
  note              text,
  CONSTRAINT security_event_pk PRIMARY KEY (security_event_id),
  CONSTRAINT security_event_kind_ck CHECK (kind ~ '^[a-z_]{3,40}$'),
  CONSTRAINT security_event_severity_ck CHECK (severity IN ('info', 'low', 'high', 'critical')),
  CONSTRAINT security_event_verdict_ck CHECK (acknowledged_as IN ('expected', 'handled', 'false_alarm')),
  CONSTRAINT security_event_acknowledged_ck CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL) AND (acknowledged_at IS NULL) = (acknowledged_as IS NULL))
);
COMMENT ON TABLE identity.security_event IS 'What a security officer wants to know: failed log-ins, lock-outs, new devices, parallel log-ins, second factors that failed, forged contexts …';
COMMENT ON COLUMN identity.security_event.address IS 'Where it came from: kept by law with the access record (안전성 확보조치 기준 §8).';
COMMENT ON COLUMN identity.security_event.detail IS 'Never a password, a token or personal data in plain text.';
CREATE INDEX security_event_time_ix ON identity.security_event (occurred_at);
CREATE INDEX security_event_user_ix ON identity.security_event (user_id, occurred_at);
CREATE INDEX security_event_tenant_ix ON identity.security_event (tenant_id, occurred_at) WHERE tenant_id IS NOT NULL;
CREATE INDEX security_event_open_ix ON identity.security_event (severity, occurred_at) WHERE acknowledged_at IS NULL;

CREATE TABLE identity.one_time_token (
  token_hash bytea NOT NULL,
  purpose    text NOT NULL,
  user_id    uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT one_time_token_pk PRIMARY KEY (token_hash),
  CONSTRAINT one_time_token_ck CHECK (length(token_hash) = 32),
  CONSTRAINT one_time_token_purpose_ck CHECK (purpose IN ('verify_email', 'reset_password', 'invite')),
  CONSTRAINT one_time_token_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id)
);
COMMENT ON TABLE identity.one_time_token IS 'Links in mails: each works once, for a while. The token itself is kept nowhere.';
CREATE INDEX one_time_token_user_ix ON identity.one_time_token (user_id);

CREATE TABLE identity.outgoing_mail (
  outgoing_mail_id uuid NOT NULL DEFAULT uuidv7(),
  user_id          uuid NOT NULL,
  template         text NOT NULL,
  locale           text NOT NULL,
  link_sealed      bytea,
  created_at       timestamptz NOT NULL DEFAULT now(),
  due_at           timestamptz NOT NULL DEFAULT now(),
  attempts         integer NOT NULL DEFAULT 0,
  last_error       text,
  sent_at          timestamptz,
  given_up_at      timestamptz,
  CONSTRAINT outgoing_mail_pk PRIMARY KEY (outgoing_mail_id),
  CONSTRAINT outgoing_mail_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT outgoing_mail_template_ck CHECK (template ~ '^[a-z_]{3,40}$')
);
COMMENT ON TABLE identity.outgoing_mail IS 'Mails about an account that are due, sent or given up; sent by a worker, so that no page tells by its time whether there is somebody to write to.';
COMMENT ON COLUMN identity.outgoing_mail.link_sealed IS 'The secret part of the mail''s link, sealed by the person''s key; emptied once it is sent.';
CREATE INDEX outgoing_mail_user_ix ON identity.outgoing_mail (user_id);
CREATE INDEX outgoing_mail_due_ix ON identity.outgoing_mail (due_at) WHERE sent_at IS NULL AND given_up_at IS NULL;

-- What stood on the account told, by being locked, that it exists.
ALTER TABLE identity.auth_user
  DROP COLUMN failed_login_count,
  DROP COLUMN locked_until;

GRANT SELECT, INSERT, UPDATE ON identity.device, identity.security_event, identity.one_time_token, identity.outgoing_mail TO mg_door;
GRANT SELECT, INSERT, UPDATE, DELETE ON identity.login_throttle TO mg_door;
GRANT SELECT ON identity.portal_policy, identity.session_limit TO mg_door;
