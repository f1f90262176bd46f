CREATE OR REPLACE FUNCTION settlement.find_statement_number(p_tenant_key text, p_number text) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $find_statement_number$
DECLARE
  -- Day, schedule where there is one, version: a schedule's code may hold dashes and digits itself.
  v_parts text[] := regexp_match(p_number, '^(\d{8})(?:-([a-z0-9][a-z0-9_-]{0,29}))?-(\d{1,9})$');
  v_statement_id uuid;
BEGIN
  IF v_parts IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MS014', MESSAGE = 'not a statement number',
      DETAIL = quote_nullable(p_number), HINT = 'Numbers read like 20261031-1, or 20261031-SCHEDULE-1.';
  END IF;
  SELECT s.statement_id INTO v_statement_id FROM settlement.statement AS s
  WHERE s.tenant_id = settlement.find_tenant(p_tenant_key) AND to_char(s.period_end, 'YYYYMMDD') = v_parts[1]
    AND s.schedule_code = coalesce(v_parts[2], '') AND s.version = v_parts[3]::integer;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS401', MESSAGE = 'unknown statement', DETAIL = format('statement %s/%s', p_tenant_key, p_number),
      HINT = 'mindgarden statement list names them.';
  END IF;
  RETURN v_statement_id;
END
$find_statement_number$;
COMMENT ON FUNCTION settlement.find_statement_number(text, text) IS 'The id of a tenant''s statement by its number, as settlement.statement_report writes it, or an error.';
ALTER FUNCTION settlement.find_statement_number(text, text) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.find_statement_number(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.find_statement_number(text, text) TO mg_batch, mg_auditor;
