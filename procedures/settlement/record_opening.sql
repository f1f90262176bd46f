CREATE OR REPLACE FUNCTION settlement.record_opening(p_rows jsonb, p_request_key text, p_actor uuid DEFAULT NULL)
RETURNS TABLE (tenant_key text, opening_id uuid, opened_on date, currency text, amount_minor numeric, is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_opening$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.open_books');
  v_faults text;
  v_tenants uuid[];
  v_new uuid[];
BEGIN
  SELECT string_agg(format('line %s: %s', f.line_number, f.fault), '; ' ORDER BY f.line_number) INTO v_faults
  FROM (SELECT r.line_number, coalesce(r.fault, format('records of tenant %s through %s were disposed of', r.tenant_key, d.disposed_on)) AS fault
    FROM ledger.read_opening(p_rows) AS r
    LEFT JOIN settlement.disposed_through AS d ON d.tenant_id = r.tenant_id AND r.opened_on <= d.disposed_on
    WHERE r.fault IS NOT NULL OR d.tenant_id IS NOT NULL
    ORDER BY r.line_number LIMIT 20) AS f;
  IF v_faults IS NOT NULL OR jsonb_array_length(p_rows) = 0 OR p_request_key ~ '^(reverses|disposed) ' THEN
    RAISE EXCEPTION USING ERRCODE = 'ML001', MESSAGE = 'rows of the opening file cannot be taken', DETAIL = coalesce(v_faults, format('the file holds no rows, or its key %s is one of our own', quote_nullable(p_request_key))),
      HINT = 'Mend these rows and import the file again; nothing of it was posted.';
  END IF;
  SELECT string_agg(format('tenant %s on %s: debits %s, credits %s, difference %s %s (minor units)', b.tenant_key, b.opened_on, b.debit, b.credit, b.debit - b.credit, b.currency),
    '; ' ORDER BY b.tenant_key, b.opened_on) INTO v_faults
  FROM (SELECT r.tenant_key, r.opened_on, r.currency, coalesce(sum(r.amount_minor) FILTER (WHERE r.side = 'debit'), 0) AS debit,
      coalesce(sum(r.amount_minor) FILTER (WHERE r.side = 'credit'), 0) AS credit
    FROM ledger.read_opening(p_rows) AS r GROUP BY r.tenant_key, r.opened_on, r.currency) AS b
  WHERE b.debit <> b.credit;
  IF v_faults IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'ML002', MESSAGE = 'opening balances are not balanced', DETAIL = v_faults,
      HINT = 'Debits and credits of a tenant and day must be equal; opening_balance takes what is left of the other system''s capital.';
  END IF;

  SELECT array_agg(DISTINCT r.tenant_id) INTO v_tenants FROM ledger.read_opening(p_rows) AS r;
  -- As for paying: balances are not kept while something is posted into their days.
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = ANY (v_tenants) ORDER BY c.tenant_id, c.schedule_code FOR UPDATE;
  WITH added AS (
    INSERT INTO ledger.opening (tenant_id, opened_on, currency, request_key, created_by)
    SELECT DISTINCT r.tenant_id, r.opened_on, r.currency, p_request_key, v_actor FROM ledger.read_opening(p_rows) AS r ORDER BY 1, 2
    ON CONFLICT (tenant_id, request_key, opened_on) DO NOTHING
    RETURNING opening_id
  )
  SELECT coalesce(array_agg(a.opening_id), '{}') INTO v_new FROM added AS a;
  INSERT INTO ledger.opening_line (tenant_id, opening_id, account_code, side, amount_minor, currency)
  SELECT o.tenant_id, o.opening_id, r.account_code, r.side, r.amount_minor, r.currency
  FROM ledger.read_opening(p_rows) AS r
  JOIN ledger.opening AS o ON o.tenant_id = r.tenant_id AND o.request_key = p_request_key AND o.opened_on = r.opened_on
  WHERE o.opening_id = ANY (v_new);

  -- The whole key is compared, other days and tenants of it too: a file that lost a part is another file.
  SELECT string_agg(format('tenant %s, account %s on %s', n.tenant_key, coalesce(r.account_code, l.account_code), coalesce(r.opened_on, l.opened_on)), '; ') INTO v_faults
  FROM ledger.read_opening(p_rows) AS r
  FULL JOIN (SELECT o.opened_on, i.* FROM ledger.opening AS o
      JOIN ledger.opening_line AS i ON i.tenant_id = o.tenant_id AND i.opening_id = o.opening_id
      WHERE o.request_key = p_request_key) AS l
    ON l.tenant_id = r.tenant_id AND l.opened_on = r.opened_on AND l.account_code = r.account_code AND l.side = r.side AND l.amount_minor = r.amount_minor
  LEFT JOIN tenancy.tenant AS n ON n.tenant_id = coalesce(r.tenant_id, l.tenant_id)
  WHERE r.tenant_id IS NULL OR l.tenant_id IS NULL;
  IF v_faults IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'ML501', MESSAGE = 'this key was used for other opening balances', DETAIL = format('key %s: %s', p_request_key, v_faults),
      HINT = 'Reverse the first one (mindgarden books reverse-opening), and use a new key for the new one.';
  END IF;
  PERFORM ledger.post_opening(v_tenants, v_new);
  PERFORM audit.record(o.tenant_id, 'ledger.opening.posted', o.opening_id::text, jsonb_build_object('key', p_request_key, 'opened_on', o.opened_on), v_actor)
  FROM ledger.opening AS o WHERE o.tenant_id = ANY (v_tenants) AND o.opening_id = ANY (v_new);
  RETURN QUERY
  SELECT n.tenant_key, o.opening_id, o.opened_on, o.currency, sum(l.amount_minor), o.opening_id = ANY (v_new)
  FROM ledger.opening AS o
  JOIN ledger.opening_line AS l ON l.tenant_id = o.tenant_id AND l.opening_id = o.opening_id AND l.side = 'debit'
  JOIN tenancy.tenant AS n ON n.tenant_id = o.tenant_id
  WHERE o.tenant_id = ANY (v_tenants) AND o.request_key = p_request_key
  GROUP BY n.tenant_key, o.opening_id, o.opened_on, o.currency
  ORDER BY n.tenant_key, o.opened_on;
END
$record_opening$;
COMMENT ON FUNCTION settlement.record_opening(jsonb, text, uuid) IS 'Posts the opening balances of a file: rows of line_number, tenant_key, account, side, amount, date. All of it or nothing, balanced by tenant and day, once for each key.';
ALTER FUNCTION settlement.record_opening(jsonb, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_opening(jsonb, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_opening(jsonb, text, uuid) TO mg_batch;
