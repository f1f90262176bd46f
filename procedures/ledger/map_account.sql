CREATE OR REPLACE FUNCTION ledger.map_account(
  p_mapping_key text, p_account_code text, p_outside_code text, p_name_ko text, p_valid_from date DEFAULT '-infinity', p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $map_account$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'ledger.map_account');
  v_from date := coalesce(p_valid_from, '-infinity');
  v_until date;
BEGIN
  PERFORM FROM ledger.account AS a WHERE a.account_code = p_account_code FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'ML402', MESSAGE = 'unknown account', DETAIL = format('account %s', quote_nullable(p_account_code)),
      HINT = 'The accounts are those of ledger.account.';
  END IF;
  IF EXISTS (SELECT FROM ledger.account_mapping AS m WHERE m.mapping_key = p_mapping_key AND m.account_code = p_account_code
    AND m.valid_during @> v_from AND m.outside_code = p_outside_code AND m.name_ko = p_name_ko) THEN
    RETURN 'unchanged';
  END IF;
  SELECT min(lower(m.valid_during)) INTO v_until FROM ledger.account_mapping AS m
  WHERE m.mapping_key = p_mapping_key AND m.account_code = p_account_code AND lower(m.valid_during) > v_from;
  -- Another code from the same day on corrects it; an earlier one ends where the new one begins.
  DELETE FROM ledger.account_mapping AS m
  WHERE m.mapping_key = p_mapping_key AND m.account_code = p_account_code AND lower(m.valid_during) = v_from;
  UPDATE ledger.account_mapping AS m SET valid_during = daterange(lower(m.valid_during), v_from)
  WHERE m.mapping_key = p_mapping_key AND m.account_code = p_account_code AND m.valid_during @> v_from;
  INSERT INTO ledger.account_mapping (mapping_key, account_code, outside_code, name_ko, valid_during, created_by)
  VALUES (p_mapping_key, p_account_code, p_outside_code, p_name_ko, daterange(v_from, coalesce(v_until, 'infinity')), v_actor);
  RETURN 'mapped';
END
$map_account$;
COMMENT ON FUNCTION ledger.map_account(text, text, text, text, date, uuid) IS 'Names the code and name that an account has in another accounting system from a day on, until the next code given for it. Repeating it changes nothing.';
ALTER FUNCTION ledger.map_account(text, text, text, text, date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION ledger.map_account(text, text, text, text, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.map_account(text, text, text, text, date, uuid) TO mg_batch;
