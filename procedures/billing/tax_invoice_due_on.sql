CREATE OR REPLACE FUNCTION billing.tax_invoice_due_on(p_written_on date) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
AS $tax_invoice_due_on$
  -- The business day after the 9th is the 10th itself, or the first one after it.
  SELECT core.add_business_days((date_trunc('month', p_written_on::timestamp) + interval '1 month')::date + 8, 1)
$tax_invoice_due_on$;
COMMENT ON FUNCTION billing.tax_invoice_due_on(date) IS 'By when a tax invoice must be issued: the 10th of the next month, or the business day after it if that is a Saturday, Sunday or holiday (VAT Act art. 34).';
REVOKE ALL ON FUNCTION billing.tax_invoice_due_on(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.tax_invoice_due_on(date) TO mg_app, mg_batch, mg_batch_owner, mg_operator, mg_auditor;
