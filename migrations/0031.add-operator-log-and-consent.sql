-- What headquarters' people do, apart from everybody else's acts; alarms about security events; consent to terms by version.
-- phase: expand · locks: none but a moment on identity.security_event · reversible: yes
-- Security events are few and their index is small:
-- squawk-ignore-file require-concurrent-index-creation
CREATE TABLE identity.operator_audit_log (
  operator_audit_log_id uuid NOT NULL DEFAULT uuidv7(),
  occurred_at           timestamptz NOT NULL DEFAULT statement_timestamp(),
  user_id               uuid NOT NULL,
  role_code             text NOT NULL,
  permission_code       text NOT NULL,
  routine               text NOT NULL,
  request_id            uuid,
  CONSTRAINT operator_audit_log_pk PRIMARY KEY (operator_audit_log_id)
);
COMMENT ON TABLE identity.operator_audit_log IS 'Every act of headquarters'' people, apart from the trails of businesses; written by the check of their permission, so that none is left out.';
COMMENT ON COLUMN identity.operator_audit_log.role_code IS 'What the person was at that moment.';
COMMENT ON COLUMN identity.operator_audit_log.routine IS 'The command that asked for the permission.';
CREATE INDEX operator_audit_log_user_ix ON identity.operator_audit_log (user_id, occurred_at);
CREATE INDEX operator_audit_log_time_ix ON identity.operator_audit_log (occurred_at);
GRANT SELECT, INSERT ON identity.operator_audit_log TO mg_door;

ALTER TABLE identity.security_event ADD COLUMN alarmed_at timestamptz;
COMMENT ON COLUMN identity.security_event.alarmed_at IS 'When somebody was told about it; only what is high or critical is told.';
CREATE INDEX security_event_alarm_ix ON identity.security_event (occurred_at) WHERE alarmed_at IS NULL AND severity IN ('high', 'critical');

CREATE TABLE identity.consent_document (
  document_code text NOT NULL,
  version       integer NOT NULL,
  is_required   boolean NOT NULL,
  begins_at    timestamptz NOT NULL,
  title_ko      text NOT NULL,
  title_en      text,
  body_ko       text NOT NULL,
  body_en       text,
  created_at    timestamptz NOT NULL DEFAULT now(),
  created_by    uuid,
  CONSTRAINT consent_document_pk PRIMARY KEY (document_code, version),
  CONSTRAINT consent_document_code_ck CHECK (document_code ~ '^[a-z]+(_[a-z]+)*$'),
  CONSTRAINT consent_document_version_ck CHECK (version > 0),
  CONSTRAINT consent_document_text_ck CHECK (btrim(title_ko) <> '' AND btrim(body_ko) <> '')
);
COMMENT ON TABLE identity.consent_document IS 'Terms and policies, each version as it was shown. A version is never changed: another one follows it.';
COMMENT ON COLUMN identity.consent_document.is_required IS 'Without consent nobody goes on; marketing never is (personal information protection act, art. 22).';
COMMENT ON COLUMN identity.consent_document.begins_at IS 'From then on it is asked for, and the version before is past.';

CREATE TABLE identity.consent (
  consent_id    uuid NOT NULL DEFAULT uuidv7(),
  user_id       uuid NOT NULL,
  document_code text NOT NULL,
  version       integer NOT NULL,
  given_at      timestamptz NOT NULL DEFAULT statement_timestamp(),
  withdrawn_at  timestamptz,
  request_id    uuid,
  CONSTRAINT consent_pk PRIMARY KEY (consent_id),
  CONSTRAINT consent_user_fk FOREIGN KEY (user_id) REFERENCES identity.auth_user (user_id),
  CONSTRAINT consent_document_fk FOREIGN KEY (document_code, version) REFERENCES identity.consent_document (document_code, version)
);
COMMENT ON TABLE identity.consent IS 'Who agreed to which version, and when; a withdrawal leaves it standing.';
CREATE UNIQUE INDEX consent_live_uq ON identity.consent (user_id, document_code, version) WHERE withdrawn_at IS NULL;
CREATE INDEX consent_user_ix ON identity.consent (user_id);
CREATE INDEX consent_document_ix ON identity.consent (document_code, version);
GRANT SELECT, INSERT, UPDATE ON identity.consent TO mg_door;
GRANT SELECT, INSERT ON identity.consent_document TO mg_door;
