CREATE OR REPLACE FUNCTION settlement.set_payout_account(
  p_tenant_key text, p_bank_code text, p_account_number text, p_holder_name text, p_valid_from date DEFAULT NULL, p_actor uuid DEFAULT NULL)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_payout_account$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.change_payout_account');
  v_tenant_id uuid := settlement.find_tenant(p_tenant_key);
  v_number text := settlement.read_account(p_bank_code, p_account_number, p_holder_name);
  v_from date := coalesce(p_valid_from, (SELECT (now() AT TIME ZONE t.time_zone)::date FROM tenancy.tenant AS t WHERE t.tenant_id = v_tenant_id));
  v_last settlement.payout_account;
  v_known text;
  v_id uuid;
BEGIN
  -- One change of a tenant's account at a time.
  PERFORM FROM tenancy.tenant AS t WHERE t.tenant_id = v_tenant_id FOR NO KEY UPDATE;
  SELECT a.* INTO v_last FROM settlement.payout_account AS a WHERE a.tenant_id = v_tenant_id ORDER BY a.valid_during DESC LIMIT 1;
  IF FOUND THEN
    SELECT n.account_number INTO v_known FROM settlement.payout_account_number AS n
    WHERE n.tenant_id = v_tenant_id AND n.payout_account_id = v_last.payout_account_id;
    IF (v_last.bank_code, v_known, v_last.holder_name) = (p_bank_code, v_number, btrim(p_holder_name)) AND v_from >= lower(v_last.valid_during) THEN
      RETURN v_last.payout_account_id;
    ELSIF v_from > lower(v_last.valid_during) THEN
      UPDATE settlement.payout_account AS a SET valid_during = daterange(lower(a.valid_during), v_from)
      WHERE a.tenant_id = v_tenant_id AND a.payout_account_id = v_last.payout_account_id;
    ELSIF v_from = lower(v_last.valid_during) AND NOT EXISTS (SELECT FROM settlement.payout AS p
        WHERE p.tenant_id = v_tenant_id AND p.payout_account_id = v_last.payout_account_id)
      AND NOT EXISTS (SELECT FROM settlement.payout_seller AS e WHERE e.tenant_id = v_tenant_id AND e.payout_account_id = v_last.payout_account_id) THEN
      -- Typed wrong and never used.
      DELETE FROM settlement.payout_account_number AS n WHERE n.tenant_id = v_tenant_id AND n.payout_account_id = v_last.payout_account_id;
      DELETE FROM settlement.payout_account AS a WHERE a.tenant_id = v_tenant_id AND a.payout_account_id = v_last.payout_account_id;
    ELSE
      RAISE EXCEPTION USING ERRCODE = 'MS527', MESSAGE = 'a payout account begins after the one before it',
        DETAIL = format('tenant %s has %s %s since %s; the new one would begin on %s', p_tenant_key, v_last.bank_code, v_last.masked_number,
          lower(v_last.valid_during), v_from), HINT = 'Let it begin on a later day.';
    END IF;
  END IF;

  INSERT INTO settlement.payout_account (tenant_id, bank_code, masked_number, holder_name, valid_during, created_by)
  VALUES (v_tenant_id, p_bank_code, settlement.mask_account(v_number), btrim(p_holder_name), daterange(v_from, NULL), v_actor)
  RETURNING payout_account_id INTO v_id;
  INSERT INTO settlement.payout_account_number (tenant_id, payout_account_id, account_number) VALUES (v_tenant_id, v_id, v_number);
  PERFORM audit.record(v_tenant_id, 'settlement.payout_account.changed', v_id::text, jsonb_build_object(
    'bank_code', p_bank_code, 'masked_number', settlement.mask_account(v_number), 'valid_from', v_from,
    'before', CASE WHEN v_last.payout_account_id IS NOT NULL THEN jsonb_build_object('bank_code', v_last.bank_code, 'masked_number', v_last.masked_number) END), v_actor);
  RETURN v_id;
END
$set_payout_account$;
COMMENT ON FUNCTION settlement.set_payout_account(text, text, text, text, date, uuid) IS 'Gives a tenant the account that it is paid to from a day on (none given: today in its zone). The one before ends; the same account again changes nothing.';
ALTER FUNCTION settlement.set_payout_account(text, text, text, text, date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.set_payout_account(text, text, text, text, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.set_payout_account(text, text, text, text, date, uuid) TO mg_batch;
