CREATE OR REPLACE FUNCTION settlement.platform_coupon(p_tenant_id uuid, p_business_day date, p_coupon_discount_minor bigint) RETURNS bigint
LANGUAGE sql STABLE
AS $platform_coupon$
  SELECT p_coupon_discount_minor * coalesce((SELECT h.platform_rate FROM pricing.coupon_share AS h
    WHERE h.tenant_id = p_tenant_id AND h.valid_during @> p_business_day), 0) / 10000000
$platform_coupon$;
COMMENT ON FUNCTION settlement.platform_coupon(uuid, date, bigint) IS 'HQ''s part of a coupon by the tenant''s contract on a day.';
REVOKE ALL ON FUNCTION settlement.platform_coupon(uuid, date, bigint) FROM PUBLIC;
