DROP TABLE core.idempotency_key;
DROP TABLE core.translation;
DROP TABLE core.error_code;
DROP TABLE core.weekday_holiday;
DROP TABLE core.holiday;
DROP TABLE core.currency;
-- Only its owner may drop the key; the schema's owner drops what it holds.
DROP SCHEMA audit, ops, settlement, ledger, commerce, pricing, tenancy, identity, core CASCADE;
