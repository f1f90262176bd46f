CREATE OR REPLACE FUNCTION ops.drop_empty_partition(p_as_of date, p_actor uuid DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $drop_empty_partition$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'ops.dispose_record');
  v_through date := ops.disposable_through(least(p_as_of, ops.law_day()));
  r_partition record;
  v_count integer := 0;
BEGIN
  FOR r_partition IN
    -- Materialized: a condition on months must not meet names that are no month, as those of TOAST tables.
    WITH monthly AS MATERIALIZED (
      SELECT i.inhparent, c.relname AS name
      FROM pg_inherits AS i
      JOIN pg_class AS c ON c.oid = i.inhrelid
      WHERE i.inhparent IN ('commerce.payment_event'::regclass, 'settlement.line'::regclass, 'ledger.transfer'::regclass) AND c.relname ~ '_[0-9]{6}$'
    )
    SELECT n.nspname, p.relname AS parent, m.name, to_date(right(m.name, 6), 'YYYYMM') AS month
    FROM monthly AS m
    JOIN pg_class AS p ON p.oid = m.inhparent
    JOIN pg_namespace AS n ON n.oid = p.relnamespace
    WHERE to_date(right(m.name, 6), 'YYYYMM') <= v_through
    ORDER BY 1, 2, 3
  LOOP
    CONTINUE WHEN NOT ops.drop_partition(r_partition.nspname, r_partition.parent, r_partition.month);
    INSERT INTO ops.disposal (tenant_key, subject, first_day, last_day, disposed_count, kept_count, amount_minor, currency, digest, kept_until,
      rule_key, law_ko, law_en, created_by)
    SELECT '', r_partition.nspname || '.' || r_partition.name, r_partition.month, d.last_day, 0, 0, 0, 'KRW', sha256(''), ops.keep_until(d.last_day),
      u.rule_key, u.law_ko, u.law_en, v_actor
    FROM (SELECT (r_partition.month + interval '1 month')::date - 1 AS last_day) AS d
    JOIN ops.retention_rule AS u ON u.rule_key = 'money' AND u.valid_during @> d.last_day;
    v_count := v_count + 1;
  END LOOP;
  RETURN v_count;
END
$drop_empty_partition$;
COMMENT ON FUNCTION ops.drop_empty_partition(date, uuid) IS 'Drops the monthly partitions of money tables that nobody has a row in, of months that need not be kept on a day, with evidence; returns how many.';
ALTER FUNCTION ops.drop_empty_partition(date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ops.drop_empty_partition(date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.drop_empty_partition(date, uuid) TO mg_batch;
