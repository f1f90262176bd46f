-- Terms that a business agrees to by its owner, beside those that each person agrees to.
-- phase: expand · locks: a moment on identity.consent_document and identity.consent · reversible: yes
-- Few rows, and none that could break the checks:
-- squawk-ignore-file constraint-missing-not-valid, adding-not-nullable-field, require-concurrent-index-creation, require-concurrent-index-deletion
ALTER TABLE identity.consent_document
  ADD COLUMN audience text NOT NULL DEFAULT 'person',
  ADD CONSTRAINT consent_document_audience_ck CHECK (audience IN ('person', 'business'));
COMMENT ON COLUMN identity.consent_document.audience IS 'person: everybody is asked; business: its owner is, and agrees for the business.';
ALTER TABLE identity.consent ADD COLUMN tenant_id uuid;
COMMENT ON COLUMN identity.consent.tenant_id IS 'The business that its owner agreed for; null: the person agreed for themselves.';
DROP INDEX identity.consent_live_uq;
CREATE UNIQUE INDEX consent_live_uq ON identity.consent (user_id, document_code, version) WHERE withdrawn_at IS NULL AND tenant_id IS NULL;
CREATE UNIQUE INDEX consent_business_uq ON identity.consent (tenant_id, document_code, version) WHERE withdrawn_at IS NULL AND tenant_id IS NOT NULL;
