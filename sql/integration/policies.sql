SELECT core.protect_table('integration.outbox_event', 'internal');
