CREATE OR REPLACE FUNCTION settlement.standing_statement(p_tenants uuid[]) RETURNS TABLE (tenant_id uuid, statement_id uuid)
LANGUAGE sql STABLE ROWS 100
AS $standing_statement$
  SELECT s.tenant_id, s.statement_id
  FROM settlement.disposed_through AS d
  JOIN settlement.statement AS s ON s.tenant_id = d.tenant_id AND s.period_start <= d.recomputed_after
  WHERE d.tenant_id = ANY (p_tenants)
$standing_statement$;
COMMENT ON FUNCTION settlement.standing_statement(uuid[]) IS 'Statements of tenants that stand as they are and can''t be computed anew, since what they were made of was disposed of.';
REVOKE ALL ON FUNCTION settlement.standing_statement(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.standing_statement(uuid[]) TO mg_batch_owner;
