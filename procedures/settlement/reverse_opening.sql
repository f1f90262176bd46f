CREATE OR REPLACE FUNCTION settlement.reverse_opening(p_request_key text, p_actor uuid DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $reverse_opening$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.open_books');
  v_tenants uuid[];
  v_new uuid[];
BEGIN
  SELECT array_agg(DISTINCT o.tenant_id) INTO v_tenants FROM ledger.opening AS o WHERE o.request_key = p_request_key AND o.reverses_opening_id IS NULL AND o.request_key NOT LIKE 'disposed %';
  IF v_tenants IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'ML403', MESSAGE = 'unknown opening', DETAIL = format('key %s', quote_nullable(p_request_key)),
      HINT = 'mindgarden books openings lists the keys.';
  END IF;
  PERFORM FROM settlement.tenant_clock AS c WHERE c.tenant_id = ANY (v_tenants) ORDER BY c.tenant_id, c.schedule_code FOR UPDATE;
  WITH added AS (
    INSERT INTO ledger.opening (tenant_id, opened_on, currency, request_key, reverses_opening_id, created_by)
    SELECT o.tenant_id, o.opened_on, o.currency, 'reverses ' || o.opening_id, o.opening_id, v_actor
    FROM ledger.opening AS o
    WHERE o.tenant_id = ANY (v_tenants) AND o.request_key = p_request_key AND o.reverses_opening_id IS NULL
    ORDER BY o.tenant_id, o.opened_on
    ON CONFLICT (tenant_id, reverses_opening_id) DO NOTHING
    RETURNING opening_id
  )
  SELECT coalesce(array_agg(a.opening_id), '{}') INTO v_new FROM added AS a;
  INSERT INTO ledger.opening_line (tenant_id, opening_id, account_code, side, amount_minor, currency)
  SELECT r.tenant_id, r.opening_id, l.account_code, CASE l.side WHEN 'debit' THEN 'credit' ELSE 'debit' END, l.amount_minor, l.currency
  FROM ledger.opening AS r
  JOIN ledger.opening_line AS l ON l.tenant_id = r.tenant_id AND l.opening_id = r.reverses_opening_id
  WHERE r.tenant_id = ANY (v_tenants) AND r.opening_id = ANY (v_new);
  PERFORM ledger.post_opening(v_tenants, v_new);
  PERFORM audit.record(o.tenant_id, 'ledger.opening.reversed', o.reverses_opening_id::text, jsonb_build_object('key', p_request_key, 'opened_on', o.opened_on), v_actor)
  FROM ledger.opening AS o WHERE o.tenant_id = ANY (v_tenants) AND o.opening_id = ANY (v_new);
  RETURN cardinality(v_new);
END
$reverse_opening$;
COMMENT ON FUNCTION settlement.reverse_opening(text, uuid) IS 'Takes the opening balances of a key back as a whole, by entries with the sides swapped; returns how many. Doing it again changes nothing.';
ALTER FUNCTION settlement.reverse_opening(text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.reverse_opening(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.reverse_opening(text, uuid) TO mg_batch;
