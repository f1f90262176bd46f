CREATE OR REPLACE FUNCTION settlement.record_coupon_share(p_tenant_id uuid, p_shares jsonb, p_actor uuid) RETURNS integer
LANGUAGE plpgsql
AS $record_coupon_share$
DECLARE
  v_given record;
  v_recorded date;
  v_count integer := 0;
BEGIN
  FOR v_given IN
    SELECT pricing.read_rate(e.item ->> 'platform_percent', 'percent of a coupon') AS rate,
      daterange((e.item ->> 'valid_from')::date, (e.item ->> 'valid_to')::date) AS valid_during
    FROM jsonb_array_elements(p_shares) AS e (item)
    -- Shares that end earlier now come first, since they make room for the others.
    ORDER BY lower(daterange((e.item ->> 'valid_from')::date, (e.item ->> 'valid_to')::date)) NULLS FIRST
  LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pricing.coupon_share AS s
      WHERE s.tenant_id = p_tenant_id AND s.platform_rate = v_given.rate AND s.valid_during = v_given.valid_during);
    SELECT e.business_day INTO v_recorded FROM commerce.payment_event AS e
    LEFT JOIN pricing.coupon_share AS s ON s.tenant_id = e.tenant_id AND s.valid_during @> e.business_day
    WHERE e.tenant_id = p_tenant_id AND e.coupon_discount_minor > 0
      AND CASE WHEN e.business_day <@ v_given.valid_during THEN v_given.rate <> coalesce(s.platform_rate, 0)
        ELSE s.platform_rate = v_given.rate AND lower(s.valid_during) = lower(v_given.valid_during) AND s.platform_rate > 0 END
    LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION USING ERRCODE = 'MP522', MESSAGE = 'a coupon share would change recorded captures',
        DETAIL = format('share %s %s; recorded capture with a coupon of %s', v_given.rate / 100000.0, v_given.valid_during, v_recorded),
        HINT = 'Let it begin or end after the last recorded coupon.';
    END IF;
    UPDATE pricing.coupon_share AS s SET valid_during = v_given.valid_during
    WHERE s.tenant_id = p_tenant_id AND s.platform_rate = v_given.rate AND lower(s.valid_during) IS NOT DISTINCT FROM lower(v_given.valid_during);
    IF NOT FOUND THEN
      INSERT INTO pricing.coupon_share (tenant_id, platform_rate, valid_during, created_by) VALUES (p_tenant_id, v_given.rate, v_given.valid_during, p_actor);
    END IF;
    v_count := v_count + 1;
  END LOOP;
  RETURN v_count;
END
$record_coupon_share$;
COMMENT ON FUNCTION settlement.record_coupon_share(uuid, jsonb, uuid) IS 'Stores which part of coupons HQ bears, as a file gives it; days with recorded coupons stay as they were. Returns how many are new or changed.';
REVOKE ALL ON FUNCTION settlement.record_coupon_share(uuid, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.record_coupon_share(uuid, jsonb, uuid) TO mg_batch_owner;
