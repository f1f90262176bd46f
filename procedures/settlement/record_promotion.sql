CREATE OR REPLACE FUNCTION settlement.record_promotion(p_currency text, p_promotion jsonb, p_actor uuid DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_promotion$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'tenancy.record_tenant');
  v_rate integer := pricing.read_rate(p_promotion ->> 'percent', 'percent of a promotion');
  v_known pricing.promotion;
BEGIN
  INSERT INTO pricing.promotion (promotion_key, name_ko, name_en, method, category, channel, rate, budget_minor, currency, created_by)
  VALUES (p_promotion ->> 'key', coalesce(nullif(btrim(p_promotion ->> 'name_ko'), ''), p_promotion ->> 'key'), p_promotion ->> 'name_en',
    coalesce(p_promotion ->> 'method', ''), coalesce(p_promotion ->> 'category', ''), coalesce(p_promotion ->> 'channel', ''), v_rate,
    (p_promotion ->> 'budget')::bigint, p_currency, v_actor)
  ON CONFLICT (promotion_key) DO NOTHING;

  SELECT p.* INTO STRICT v_known FROM pricing.promotion AS p WHERE p.promotion_key = p_promotion ->> 'key';
  IF (v_known.method, v_known.category, v_known.channel, v_known.rate, v_known.budget_minor, v_known.currency) IS DISTINCT FROM
    (coalesce(p_promotion ->> 'method', ''), coalesce(p_promotion ->> 'category', ''), coalesce(p_promotion ->> 'channel', ''), v_rate,
      (p_promotion ->> 'budget')::bigint, p_currency) THEN
    RAISE EXCEPTION USING ERRCODE = 'MP520', MESSAGE = 'a promotion is fixed once it is stored',
      DETAIL = format('promotion %s: percent %s, budget %s %s stored', v_known.promotion_key, v_known.rate / 100000.0, v_known.budget_minor, v_known.currency),
      HINT = 'Give it as it is stored, or a new one under another key.';
  END IF;
  RETURN v_known.promotion_id;
END
$record_promotion$;
COMMENT ON FUNCTION settlement.record_promotion(text, jsonb, uuid) IS 'Stores a promotion as a file gives it; a known one is unchanged, and refused if it is given otherwise.';
ALTER FUNCTION settlement.record_promotion(text, jsonb, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.record_promotion(text, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_promotion(text, jsonb, uuid) TO mg_batch;
