CREATE OR REPLACE FUNCTION settlement.record_tenant(p_currency text, p_time_zone text, p_tenant jsonb, p_actor uuid DEFAULT NULL)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_tenant$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'tenancy.record_tenant');
  v_key text := p_tenant ->> 'key';
  v_tenant_id uuid;
  v_stored tenancy.tenant;
  v_is_new_terms boolean;
  v_rules_added integer;
BEGIN
  IF coalesce(btrim(v_key), '') = '' OR v_key <> btrim(v_key) THEN
    RAISE EXCEPTION USING ERRCODE = 'MT001', MESSAGE = 'a tenant needs a key', DETAIL = left(p_tenant::text, 200), HINT = 'Give every tenant a unique "key" without blanks around it.';
  END IF;
  IF NOT EXISTS (SELECT FROM core.currency AS c WHERE c.currency = p_currency) THEN
    RAISE EXCEPTION USING ERRCODE = 'MT002', MESSAGE = 'unknown currency', DETAIL = format('currency %s', quote_nullable(p_currency)), HINT = 'Use one of core.currency, like KRW, USD or JPY.';
  END IF;
  -- A zone in use is known; the list of all is read from hundreds of files.
  IF NOT EXISTS (SELECT FROM tenancy.tenant AS t WHERE t.time_zone = p_time_zone)
    AND NOT EXISTS (SELECT FROM pg_timezone_names AS z WHERE z.name = p_time_zone) THEN
    RAISE EXCEPTION USING ERRCODE = 'MT003', MESSAGE = 'unknown time zone', DETAIL = format('time zone %s', quote_nullable(p_time_zone)), HINT = 'Use an IANA name, like Asia/Seoul or UTC.';
  END IF;

  INSERT INTO tenancy.tenant_directory (tenant_key) VALUES (v_key) ON CONFLICT (tenant_key) DO NOTHING;
  SELECT d.tenant_id INTO STRICT v_tenant_id FROM tenancy.tenant_directory AS d WHERE d.tenant_key = v_key;
  -- Two imports of a tenant go one after the other; others, and simulations, are not kept waiting.
  PERFORM FROM tenancy.tenant AS t WHERE t.tenant_id = v_tenant_id FOR UPDATE;
  SELECT t.* INTO v_stored FROM tenancy.tenant AS t WHERE t.tenant_id = v_tenant_id;
  IF FOUND AND (v_stored.currency, v_stored.time_zone) IS DISTINCT FROM (p_currency, p_time_zone) THEN
    RAISE EXCEPTION USING ERRCODE = 'MT501', MESSAGE = 'currency and time zone of a tenant are fixed',
      DETAIL = format('stored %s, %s; given %s, %s', v_stored.currency, v_stored.time_zone, p_currency, p_time_zone), HINT = 'Give the stored ones, or make a new tenant.';
  END IF;

  IF v_stored.tax_type <> p_tenant ->> 'tax_type' AND EXISTS (SELECT FROM commerce.payment_ref AS r WHERE r.tenant_id = v_tenant_id) THEN
    RAISE EXCEPTION USING ERRCODE = 'MT502', MESSAGE = 'the tax type of a tenant with payments is fixed',
      DETAIL = format('stored %s; given %s', v_stored.tax_type, p_tenant ->> 'tax_type'), HINT = 'Give tax_free and zero_rated with its payments from now on.';
  END IF;

  INSERT INTO tenancy.tenant AS t (tenant_id, tenant_key, name_ko, name_en, business_number, address, currency, time_zone, tax_type, created_by)
  VALUES (v_tenant_id, v_key, coalesce(nullif(btrim(p_tenant ->> 'name_ko'), ''), v_key), p_tenant ->> 'name_en',
    tenancy.read_business_number(p_tenant ->> 'business_number'), p_tenant ->> 'address', p_currency, p_time_zone,
    coalesce(p_tenant ->> 'tax_type', 'taxable'), v_actor)
  ON CONFLICT (tenant_id) DO UPDATE SET tax_type = coalesce(p_tenant ->> 'tax_type', t.tax_type), name_ko = coalesce(nullif(btrim(p_tenant ->> 'name_ko'), ''), t.name_ko), name_en = coalesce(excluded.name_en, t.name_en),
    business_number = coalesce(excluded.business_number, t.business_number), address = coalesce(excluded.address, t.address);
  INSERT INTO tenancy.branch (tenant_id, branch_code, name_ko, name_en, sort_order, created_by)
  SELECT v_tenant_id, b.branch ->> 'code', coalesce(b.branch ->> 'name_ko', b.branch ->> 'code'), b.branch ->> 'name_en', b.place, v_actor
  FROM jsonb_array_elements(CASE WHEN jsonb_typeof(p_tenant -> 'branches') = 'array' AND p_tenant -> 'branches' <> '[]' THEN p_tenant -> 'branches'
    ELSE jsonb_build_array(jsonb_build_object('code', 'main', 'name_ko', '본점', 'name_en', 'Main')) END) WITH ORDINALITY AS b (branch, place)
  WHERE p_tenant ? 'branches' OR v_stored.tenant_id IS NULL
  ON CONFLICT (tenant_id, branch_code) DO NOTHING;
  INSERT INTO settlement.tenant_clock (tenant_id) VALUES (v_tenant_id) ON CONFLICT (tenant_id, schedule_code) DO NOTHING;

  v_is_new_terms := settlement.record_terms(v_tenant_id, '', p_currency, p_tenant, v_actor);
  v_is_new_terms := settlement.record_schedule(v_tenant_id, p_currency, coalesce(p_tenant -> 'schedules', '[]'), v_actor) OR v_is_new_terms;
  PERFORM settlement.assign_plan(v_tenant_id, p_tenant ->> 'plan', v_actor);
  v_rules_added := settlement.record_fee_rule(v_tenant_id, NULL, p_currency, coalesce(p_tenant -> 'fee_rules', '[]'), v_actor);
  v_rules_added := v_rules_added + settlement.join_promotion(v_tenant_id, coalesce(p_tenant -> 'promotions', '[]'), v_actor)
    + settlement.record_coupon_share(v_tenant_id, coalesce(p_tenant -> 'coupon_share', '[]'), v_actor);
  IF v_is_new_terms OR v_rules_added > 0 THEN
    PERFORM audit.record(v_tenant_id, 'settlement.contract.recorded', v_key,
      jsonb_build_object('new_terms', v_is_new_terms, 'rules_added', v_rules_added, 'plan', p_tenant ->> 'plan'), v_actor);
  END IF;
  PERFORM settlement.record_adjustment(v_tenant_id, a.on_day, a.amount, a.reason,
    format('file:%s:%s:%s:%s', a.on_day, a.amount, md5(a.reason), row_number() OVER (PARTITION BY a.on_day, a.amount, a.reason)), v_actor)
  FROM (
    SELECT (e.adjustment ->> 'date')::date AS on_day, (e.adjustment ->> 'amount')::bigint AS amount, e.adjustment ->> 'reason' AS reason
    FROM jsonb_array_elements(coalesce(p_tenant -> 'adjustments', '[]')) AS e (adjustment)
  ) AS a
  WHERE a.amount <> 0;
  RETURN v_tenant_id;
END
$record_tenant$;
COMMENT ON FUNCTION settlement.record_tenant(text, text, jsonb, uuid) IS 'Stores a tenant as a file gives it: who it is, branches, terms, plan, fee rules, adjustments. Repeating it changes nothing; what is new is added.';
ALTER FUNCTION settlement.record_tenant(text, text, jsonb, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_tenant(text, text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_tenant(text, text, jsonb, uuid) TO mg_batch;
