DROP INDEX commerce.payment_event_reversal_ix;
