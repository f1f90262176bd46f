-- squawk-ignore-file ban-drop-table
DROP TABLE identity.signing_key;
DROP TABLE identity.oauth_call;
DROP TABLE identity.oauth_token;
DROP TABLE identity.oauth_code;
DROP TABLE identity.oauth_grant;
DROP TABLE identity.oauth_client;
