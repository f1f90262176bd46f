-- squawk-ignore-file ban-drop-column, ban-drop-table
DROP TABLE identity.consent;
DROP TABLE identity.consent_document;
DROP INDEX identity.security_event_alarm_ix;
ALTER TABLE identity.security_event DROP COLUMN alarmed_at;
DROP TABLE identity.operator_audit_log;
