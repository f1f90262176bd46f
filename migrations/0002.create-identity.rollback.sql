DROP TABLE identity.operator;
DROP TABLE identity.membership;
DROP TABLE identity.auth_session;
DROP TABLE identity.auth_user;
