CREATE OR REPLACE FUNCTION settlement.journal(p_tenant_id uuid, p_from date, p_through date)
RETURNS SETOF settlement.journal_entry
LANGUAGE sql STABLE ROWS 100000
AS $journal$
  SELECT j.* FROM settlement.journal_entry AS j
  WHERE (p_tenant_id IS NULL OR j.tenant_id = p_tenant_id) AND j.posted_on BETWEEN p_from AND p_through
$journal$;
COMMENT ON FUNCTION settlement.journal(uuid, date, date) IS 'The journal of a tenant''s book, or headquarters'' over all books (null), from one day through another; in order: posted_on, tenant_key, entry_number, leg.';
REVOKE ALL ON FUNCTION settlement.journal(uuid, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.journal(uuid, date, date) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
