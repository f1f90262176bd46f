-- squawk-ignore-file ban-drop-column, require-concurrent-index-creation, require-concurrent-index-deletion
DROP INDEX identity.consent_business_uq;
DROP INDEX identity.consent_live_uq;
ALTER TABLE identity.consent NO FORCE ROW LEVEL SECURITY;
DELETE FROM identity.consent WHERE tenant_id IS NOT NULL;
ALTER TABLE identity.consent FORCE ROW LEVEL SECURITY;
ALTER TABLE identity.consent DROP COLUMN tenant_id;
CREATE UNIQUE INDEX consent_live_uq ON identity.consent (user_id, document_code, version) WHERE withdrawn_at IS NULL;
DELETE FROM identity.consent_document WHERE audience = 'business';
ALTER TABLE identity.consent_document DROP COLUMN audience;
