CREATE OR REPLACE FUNCTION settlement.ensure_partition(p_months date[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $ensure_partition$
DECLARE
  v_table text[];
  v_month date;
  v_count integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(core.lock_class('partition'), 0);
  FOREACH v_table SLICE 1 IN ARRAY ARRAY[['commerce', 'payment_event', 'settlement_day'], ['settlement', 'line', 'settlement_day'], ['ledger', 'transfer', 'posted_on']] LOOP
    FOR v_month IN SELECT DISTINCT date_trunc('month', m::timestamp)::date FROM unnest(p_months) AS m WHERE m BETWEEN '2000-01-01' AND '2100-12-31' ORDER BY 1 LOOP
      CONTINUE WHEN to_regclass(format('%I.%I', v_table[1], v_table[2] || to_char(v_month, '"_"YYYYMM'))) IS NOT NULL;
      BEGIN
        EXECUTE format('CREATE TABLE %I.%I PARTITION OF %I.%I FOR VALUES FROM (%L) TO (%L)', v_table[1], v_table[2] || to_char(v_month, '"_"YYYYMM'),
          v_table[1], v_table[2], v_month, (v_month + interval '1 month')::date);
      EXCEPTION WHEN check_violation THEN
        -- A month whose rows went into the default partition already stays there.
        CONTINUE;
      END;
      EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', v_table[1], v_table[2] || to_char(v_month, '"_"YYYYMM'));
      v_count := v_count + 1;
    END LOOP;
  END LOOP;
  RETURN v_count;
END
$ensure_partition$;
COMMENT ON FUNCTION settlement.ensure_partition(date[]) IS 'Makes the monthly partitions of payment events, lines and transfers that are missing. Nobody is granted anything on them: rows are reached through their parent.';
REVOKE ALL ON FUNCTION settlement.ensure_partition(date[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.ensure_partition(date[]) TO mg_batch;
