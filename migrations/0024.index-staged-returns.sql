-- Captures staged and recorded, and what returns them: few of many rows, looked at several times by each import.
-- phase: expand · locks: SHARE on import_event, an empty staging table · reversible: yes
-- squawk-ignore-file require-concurrent-index-creation
CREATE INDEX import_event_original_ix ON commerce.import_event (import_file_id) WHERE original_ref IS NOT NULL;
COMMENT ON INDEX commerce.import_event_original_ix IS 'Finds the few refunds and chargebacks of a staged file.';
