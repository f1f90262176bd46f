CREATE OR REPLACE FUNCTION billing.tg_tax_invoice__keep_content() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_tax_invoice__keep_content$
DECLARE
  -- Generated columns are computed after this trigger.
  v_state text[] := ARRAY['document_key', 'status', 'attempts', 'next_attempt_at', 'worker', 'lease_until', 'error_code', 'error', 'approval_number',
    'issued_at', 'issued_on', 'sent_at', 'cancelled_at', 'cancelled_by', 'cancel_reason'];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(OLD) - v_state = to_jsonb(NEW) - v_state AND (OLD.approval_number IS NULL OR OLD.approval_number = NEW.approval_number)
      AND (OLD.status = NEW.status AND OLD.status IN ('draft', 'issuing', 'issued', 'failed')
        OR (OLD.status, NEW.status) IN (('draft', 'issuing'), ('draft', 'issued'), ('draft', 'cancelled'), ('issuing', 'draft'), ('issuing', 'issued'),
          ('issuing', 'failed'), ('issued', 'sent'), ('issued', 'failed'), ('issued', 'cancelled'),
          ('failed', 'draft'), ('failed', 'issued'), ('failed', 'sent'), ('failed', 'cancelled'))) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING
    ERRCODE = 'MB901',
    MESSAGE = 'what a tax invoice says never changes, and its state only goes on',
    DETAIL = format('%s of tax invoice %s, %s', TG_OP, OLD.tax_invoice_id, OLD.status),
    HINT = 'Cancel it before it is sent to the tax service, or amend it.';
END
$tg_tax_invoice__keep_content$;
COMMENT ON FUNCTION billing.tg_tax_invoice__keep_content() IS 'Lets a tax invoice go on from state to state and refuses every other change.';
REVOKE ALL ON FUNCTION billing.tg_tax_invoice__keep_content() FROM PUBLIC;
