-- squawk-ignore-file ban-drop-column, ban-drop-table
ALTER TABLE identity.auth_user
  ADD COLUMN failed_login_count integer NOT NULL DEFAULT 0,
  ADD COLUMN locked_until timestamptz,
  ADD CONSTRAINT auth_user_failed_ck CHECK (failed_login_count >= 0);
DROP TABLE identity.outgoing_mail;
DROP TABLE identity.one_time_token;
DROP TABLE identity.security_event;
DROP TABLE identity.session_limit;
DROP TABLE identity.portal_policy;
ALTER TABLE identity.auth_session
  DROP COLUMN portal, DROP COLUMN device_id, DROP COLUMN address, DROP COLUMN method, DROP COLUMN last_used_at,
  DROP COLUMN second_factor_at, DROP COLUMN ended_because;
DROP TABLE identity.device;
DROP TABLE identity.login_throttle;
