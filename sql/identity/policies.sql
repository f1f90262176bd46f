SELECT core.protect_table('identity.auth_user', 'door_command');
SELECT core.protect_table('identity.auth_session', 'door_command');
SELECT core.protect_table('identity.membership', 'door_command');
SELECT core.protect_table('identity.operator', 'door_command');
