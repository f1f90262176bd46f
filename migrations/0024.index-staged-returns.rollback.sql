DROP INDEX commerce.import_event_original_ix;
