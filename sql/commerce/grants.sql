GRANT USAGE ON SCHEMA commerce TO mg_migrator, mg_app, mg_batch, mg_operator, mg_auditor;

GRANT SELECT ON commerce.payment_event TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON commerce.payment_ref, commerce.import_file TO mg_operator, mg_auditor;
-- Facts: nobody may change them. DELETE is for disposing of what need not be kept any more: the trigger lets no other routine do it.
GRANT SELECT, INSERT, DELETE ON commerce.payment_event TO mg_batch_owner;
-- UPDATE is for row locks, DELETE for undoing an import alone: the trigger lets nobody else do either.
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.payment_ref TO mg_batch_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.import_file TO mg_batch_owner;
-- Staging: filled by COPY, which a table under row security would refuse.
GRANT SELECT, INSERT, DELETE ON commerce.import_row TO mg_batch;
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.import_row, commerce.import_event TO mg_batch_owner;
