CREATE OR REPLACE FUNCTION settlement.join_promotion(p_tenant_id uuid, p_promotions jsonb, p_actor uuid) RETURNS integer
LANGUAGE plpgsql
AS $join_promotion$
DECLARE
  v_given record;
  v_known pricing.tenant_promotion;
  v_settled date;
  v_count integer := 0;
BEGIN
  FOR v_given IN
    SELECT e.item ->> 'key' AS promotion_key, p.promotion_id, coalesce(e.item ->> 'schedule', '') AS schedule_code,
      daterange((e.item ->> 'valid_from')::date, (e.item ->> 'valid_to')::date) AS valid_during
    FROM jsonb_array_elements(p_promotions) AS e (item)
    LEFT JOIN pricing.promotion AS p ON p.promotion_key = e.item ->> 'key'
  LOOP
    IF v_given.promotion_id IS NULL THEN
      RAISE EXCEPTION USING ERRCODE = 'MP420', MESSAGE = 'unknown promotion', DETAIL = format('promotion %s', quote_nullable(v_given.promotion_key)),
        HINT = 'Give the promotion in "promotions" of the file, or use a stored one.';
    END IF;
    SELECT t.* INTO v_known FROM pricing.tenant_promotion AS t WHERE t.tenant_id = p_tenant_id AND t.promotion_id = v_given.promotion_id;
    CONTINUE WHEN FOUND AND v_known.schedule_code = v_given.schedule_code AND v_known.valid_during = v_given.valid_during;
    -- Whatever is settled must stay what its contract made of it: neither the new days nor the old ones may hold any.
    SELECT e.business_day INTO v_settled FROM settlement.line AS l
    JOIN commerce.payment_event AS e ON e.tenant_id = l.tenant_id AND e.settlement_day = l.settlement_day AND e.payment_event_id = l.payment_event_id
    WHERE l.tenant_id = p_tenant_id AND l.kind = 'capture' AND e.schedule_code IN (v_given.schedule_code, v_known.schedule_code)
      AND (e.business_day <@ v_given.valid_during) IS DISTINCT FROM coalesce(e.business_day <@ v_known.valid_during, false)
    LIMIT 1;
    IF FOUND OR (v_known.tenant_promotion_id IS NOT NULL AND v_known.schedule_code <> v_given.schedule_code) THEN
      RAISE EXCEPTION USING ERRCODE = 'MP521', MESSAGE = 'a promotion would change settled captures',
        DETAIL = format('promotion %s %s; settled capture of %s', v_given.promotion_key, v_given.valid_during, v_settled),
        HINT = 'Let it begin or end after the last settled day, in the schedule that it began in.';
    END IF;
    IF v_known.tenant_promotion_id IS NOT NULL THEN
      UPDATE pricing.tenant_promotion AS t SET valid_during = v_given.valid_during
      WHERE t.tenant_id = p_tenant_id AND t.tenant_promotion_id = v_known.tenant_promotion_id;
    ELSE
      INSERT INTO pricing.tenant_promotion (tenant_id, promotion_id, schedule_code, valid_during, created_by)
      VALUES (p_tenant_id, v_given.promotion_id, v_given.schedule_code, v_given.valid_during, p_actor);
    END IF;
    v_count := v_count + 1;
  END LOOP;
  RETURN v_count;
END
$join_promotion$;
COMMENT ON FUNCTION settlement.join_promotion(uuid, jsonb, uuid) IS 'Lets a tenant take part in promotions, as a file gives them: key, schedule, days. Never for settled captures. Returns how many are new or changed.';
REVOKE ALL ON FUNCTION settlement.join_promotion(uuid, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.join_promotion(uuid, jsonb, uuid) TO mg_batch_owner;
