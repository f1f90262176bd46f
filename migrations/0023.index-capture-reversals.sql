-- Captures taken back with a wrong import are rare, and settling asks for them: without reading every return of a month.
-- phase: expand · locks: SHARE on payment_event while it is read once, since a partitioned table can't be indexed concurrently · reversible: yes
-- squawk-ignore-file require-concurrent-index-creation
CREATE INDEX payment_event_reversal_ix ON commerce.payment_event (tenant_id, settlement_day) WHERE is_reversal AND kind = 'capture';
