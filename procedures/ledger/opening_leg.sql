CREATE OR REPLACE FUNCTION ledger.opening_leg(p_tenants uuid[])
RETURNS TABLE (tenant_id uuid, opening_id uuid, opened_on date, currency text, leg text, debit_account text, credit_account text, amount_minor bigint)
LANGUAGE sql STABLE ROWS 1000
AS $opening_leg$
  -- Debits and credits are laid end to end along the same line; where two overlap, that much moves from one to the other.
  WITH laid AS (
    SELECT l.tenant_id, l.opening_id, l.account_code, l.side, l.amount_minor,
      sum(l.amount_minor) OVER (PARTITION BY l.tenant_id, l.opening_id, l.side ORDER BY l.account_code COLLATE "C") AS upto
    FROM ledger.opening_line AS l
    WHERE l.tenant_id = ANY (p_tenants)
  )
  SELECT o.tenant_id, o.opening_id, o.opened_on, o.currency, d.account_code || '>' || c.account_code, d.account_code, c.account_code,
    (least(d.upto, c.upto) - greatest(d.upto - d.amount_minor, c.upto - c.amount_minor))::bigint
  FROM ledger.opening AS o
  JOIN laid AS d ON d.tenant_id = o.tenant_id AND d.opening_id = o.opening_id AND d.side = 'debit'
  JOIN laid AS c ON c.tenant_id = o.tenant_id AND c.opening_id = o.opening_id AND c.side = 'credit'
    AND d.upto - d.amount_minor < c.upto AND c.upto - c.amount_minor < d.upto
  WHERE o.tenant_id = ANY (p_tenants)
$opening_leg$;
COMMENT ON FUNCTION ledger.opening_leg(uuid[]) IS 'The transfers of tenants'' openings, derived from their lines: posting writes them, verifying compares them.';
REVOKE ALL ON FUNCTION ledger.opening_leg(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.opening_leg(uuid[]) TO mg_batch_owner;
