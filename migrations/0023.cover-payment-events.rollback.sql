ALTER TABLE commerce.payment_event
  DROP CONSTRAINT payment_event_pk,
  ADD CONSTRAINT payment_event_pk PRIMARY KEY (tenant_id, settlement_day, payment_event_id);
