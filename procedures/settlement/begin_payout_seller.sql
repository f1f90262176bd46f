CREATE OR REPLACE FUNCTION settlement.begin_payout_seller(p_tenant_key text, p_day date DEFAULT NULL, p_actor uuid DEFAULT NULL)
RETURNS TABLE (seller_ref text, external_ref text, status text, business_number text, name text, bank_code text, account_number text, holder_name text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $begin_payout_seller$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.prepare_payout');
  v_tenant tenancy.tenant;
  v_account_id uuid;
BEGIN
  SELECT t.* INTO v_tenant FROM tenancy.tenant AS t WHERE t.tenant_id = settlement.find_tenant(p_tenant_key);
  SELECT a.payout_account_id INTO v_account_id FROM settlement.payout_account AS a
  WHERE a.tenant_id = v_tenant.tenant_id AND a.valid_during @> coalesce(p_day, (now() AT TIME ZONE v_tenant.time_zone)::date);
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MS423', MESSAGE = 'the tenant has no payout account', DETAIL = format('tenant %s on %s', p_tenant_key, coalesce(p_day::text, 'this day')),
      HINT = 'Record one first: mindgarden payout account set.';
  END IF;
  -- Kept before the gateway is asked, so that asking again has the same reference (of at most 20 characters).
  INSERT INTO settlement.payout_seller (tenant_id, payout_account_id, seller_ref, created_by)
  VALUES (v_tenant.tenant_id, v_account_id, 'MG' || upper(right(replace(v_account_id::text, '-', ''), 18)), v_actor)
  ON CONFLICT DO NOTHING;
  RETURN QUERY
  SELECT e.seller_ref, e.external_ref, e.status, v_tenant.business_number, v_tenant.name_ko, a.bank_code, n.account_number, a.holder_name
  FROM settlement.payout_seller AS e
  JOIN settlement.payout_account AS a ON a.tenant_id = e.tenant_id AND a.payout_account_id = e.payout_account_id
  JOIN settlement.payout_account_number AS n ON n.tenant_id = e.tenant_id AND n.payout_account_id = e.payout_account_id
  WHERE e.tenant_id = v_tenant.tenant_id AND e.payout_account_id = v_account_id;
END
$begin_payout_seller$;
COMMENT ON FUNCTION settlement.begin_payout_seller(text, date, uuid) IS 'What the gateway must be told to make a tenant''s account of a day (none given: today) a seller, the whole number included, under a reference that stays the same.';
ALTER FUNCTION settlement.begin_payout_seller(text, date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.begin_payout_seller(text, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.begin_payout_seller(text, date, uuid) TO mg_batch;
