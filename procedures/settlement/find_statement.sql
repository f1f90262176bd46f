CREATE OR REPLACE FUNCTION settlement.find_statement(p_statement_id uuid) RETURNS settlement.statement
LANGUAGE plpgsql STABLE
AS $find_statement$
DECLARE
  v_statement settlement.statement;
BEGIN
  SELECT s.* INTO v_statement FROM settlement.statement AS s WHERE s.statement_id = p_statement_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS401', MESSAGE = 'unknown statement', DETAIL = format('statement %s', p_statement_id),
      HINT = 'mindgarden report statements --period YYYY-MM --json lists ids.';
  END IF;
  RETURN v_statement;
END
$find_statement$;
COMMENT ON FUNCTION settlement.find_statement(uuid) IS 'A statement by its id, or an error that says where to find ids.';
REVOKE ALL ON FUNCTION settlement.find_statement(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_statement(uuid) TO mg_batch_owner;
