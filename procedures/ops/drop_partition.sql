CREATE OR REPLACE FUNCTION ops.drop_partition(p_schema text, p_table text, p_month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET lock_timeout = '4s'
AS $drop_partition$
DECLARE
  v_name text := p_table || to_char(p_month, '"_"YYYYMM');
  v_is_used boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(core.lock_class('partition'), 0);
  IF (p_schema, p_table) NOT IN (('commerce', 'payment_event'), ('settlement', 'line'), ('ledger', 'transfer'))
    OR to_regclass(format('%I.%I', p_schema, v_name)) IS NULL
    OR (p_month + interval '1 month')::date - 1 > coalesce(ops.disposable_through(ops.law_day()), '-infinity') THEN
    RETURN false;
  END IF;
  -- Under forced row security its owner would see no row of anybody and take every partition for empty. The lock that
  -- lifts it also keeps others from writing until the end.
  EXECUTE format('ALTER TABLE %I.%I NO FORCE ROW LEVEL SECURITY', p_schema, v_name);
  EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I)', p_schema, v_name) INTO v_is_used;
  IF v_is_used THEN
    EXECUTE format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', p_schema, v_name);
    RETURN false;
  END IF;
  EXECUTE format('DROP TABLE %I.%I', p_schema, v_name);
  RETURN true;
END
$drop_partition$;
COMMENT ON FUNCTION ops.drop_partition(text, text, date) IS 'Drops the monthly partition of a money table if its month need not be kept and nobody has a row in it; says whether it did.';
REVOKE ALL ON FUNCTION ops.drop_partition(text, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.drop_partition(text, text, date) TO mg_batch_owner;
