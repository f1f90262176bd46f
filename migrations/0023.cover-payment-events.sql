-- Settling reads payments in the order of their key: from the index alone, since their rows lie in the order of arrival.
-- phase: contract · locks: ACCESS EXCLUSIVE on commerce.payment_event while its key is built anew · reversible: yes
-- A key of a partitioned table can't be taken over from an index that was built beside it.
-- squawk-ignore-file ban-drop-constraint, constraint-missing-not-valid, adding-serial-primary-key-field
ALTER TABLE commerce.payment_event
  DROP CONSTRAINT payment_event_pk,
  ADD CONSTRAINT payment_event_pk PRIMARY KEY (tenant_id, settlement_day, payment_event_id) INCLUDE (
    kind, is_reversal, schedule_code, method, category, channel, business_day, occurred_at, ref, currency, amount_minor, platform_discount_minor,
    tax_free_minor, zero_rated_minor);
COMMENT ON CONSTRAINT payment_event_pk ON commerce.payment_event IS 'Holds all that a fee depends on. Codes and references are short enough for it: at most 200 and three times 100 characters.';
