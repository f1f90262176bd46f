DROP TABLE integration.outbox_event;
DROP SCHEMA integration;
