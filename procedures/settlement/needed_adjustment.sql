CREATE OR REPLACE FUNCTION settlement.needed_adjustment(p_tenant_id uuid, p_through date) RETURNS TABLE (adjustment_id uuid)
LANGUAGE sql STABLE ROWS 100
AS $needed_adjustment$
  SELECT a.adjustment_id
  FROM settlement.adjustment AS a
  JOIN settlement.statement AS s ON s.tenant_id = a.tenant_id AND s.schedule_code = a.schedule_code AND s.status <> 'void'
    AND a.effective_on BETWEEN s.period_start AND s.period_end
  WHERE a.tenant_id = p_tenant_id AND a.effective_on <= p_through AND s.period_end > p_through
  UNION
  SELECT c.adjustment_id FROM settlement.chargeback_step AS c WHERE c.tenant_id = p_tenant_id AND c.adjustment_id IS NOT NULL
  UNION
  SELECT r.id FROM settlement.referred_to(p_tenant_id, 'settlement.adjustment', 'adjustment_id') AS r
$needed_adjustment$;
COMMENT ON FUNCTION settlement.needed_adjustment(uuid, date) IS 'The adjustments of a tenant that later records need: those of a statement that ends after a day, those of disputes, and whatever else refers to one.';
REVOKE ALL ON FUNCTION settlement.needed_adjustment(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.needed_adjustment(uuid, date) TO mg_batch_owner;
