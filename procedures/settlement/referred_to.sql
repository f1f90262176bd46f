CREATE OR REPLACE FUNCTION settlement.referred_to(p_tenant_id uuid, p_table regclass, p_column name) RETURNS TABLE (id uuid)
LANGUAGE plpgsql STABLE
AS $referred_to$
DECLARE
  r_key record;
BEGIN
  -- From the catalogue, so that a table that is new tomorrow counts as well.
  FOR r_key IN
    SELECT n.nspname, c.relname, a.attname
    FROM pg_constraint AS k
    JOIN pg_attribute AS p ON p.attrelid = k.confrelid AND p.attname = p_column
    JOIN pg_class AS c ON c.oid = k.conrelid AND NOT c.relispartition
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[array_position(k.confkey, p.attnum)]
    -- Attempts to pay a statement go together with it.
    WHERE k.contype = 'f' AND k.confrelid = p_table AND k.conrelid <> 'settlement.payout'::regclass
  LOOP
    RETURN QUERY EXECUTE format('SELECT DISTINCT r.%1$I FROM %2$I.%3$I AS r WHERE r.tenant_id = $1 AND r.%1$I IS NOT NULL',
      r_key.attname, r_key.nspname, r_key.relname) USING p_tenant_id;
  END LOOP;
END
$referred_to$;
COMMENT ON FUNCTION settlement.referred_to(uuid, regclass, name) IS 'The rows of a table that a tenant''s other rows refer to by a foreign key, whichever tables these are.';
REVOKE ALL ON FUNCTION settlement.referred_to(uuid, regclass, name) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.referred_to(uuid, regclass, name) TO mg_batch_owner;
