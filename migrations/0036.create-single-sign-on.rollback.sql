-- squawk-ignore-file ban-drop-table, ban-drop-column
-- A session that reaches one business must not become one that reaches all.
ALTER TABLE identity.auth_session NO FORCE ROW LEVEL SECURITY;
UPDATE identity.auth_session SET revoked_at = coalesce(revoked_at, now()), ended_because = coalesce(ended_because, 'withdrawn')
 WHERE sso_connection_id IS NOT NULL;
ALTER TABLE identity.auth_session FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.auth_session DROP COLUMN sso_connection_id;
DROP TABLE identity.sso_subject;
DROP TABLE identity.sso_connection;
