-- squawk-ignore-file ban-drop-table
DROP TABLE identity.auth_user_social;
