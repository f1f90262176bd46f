CREATE OR REPLACE FUNCTION settlement.list_chargeback_step(p_case_id uuid)
RETURNS TABLE (step_number integer, step text, status text, held_change_minor bigint, restored_minor bigint, currency text, stepped_on date, actor text, note text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_chargeback_step$
  SELECT s.step_number, s.step, s.status, s.held_change_minor, s.restored_minor, s.currency, s.stepped_on, identity.actor_name(s.created_by), s.note
  FROM settlement.chargeback_step AS s
  WHERE s.chargeback_case_id = p_case_id
  ORDER BY s.step_number
$list_chargeback_step$;
COMMENT ON FUNCTION settlement.list_chargeback_step(uuid) IS 'What happened to a chargeback case, in order, by whom.';
ALTER FUNCTION settlement.list_chargeback_step(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.list_chargeback_step(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_chargeback_step(uuid) TO mg_batch, mg_auditor;
