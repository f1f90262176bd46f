CREATE OR REPLACE FUNCTION commerce.event_text(p_event commerce.import_event) RETURNS text
LANGUAGE sql STABLE
AS $event_text$
  SELECT format('%s/%s/%s/%s', p_event.kind, p_event.occurred_at, p_event.amount_minor, p_event.platform_discount_minor)
    || CASE WHEN p_event.coupon_discount_minor > 0 THEN format(' coupon %s', p_event.coupon_discount_minor) ELSE '' END
    || CASE WHEN p_event.tax_free_minor IS NULL THEN '' ELSE format(' tax-free %s zero-rated %s', p_event.tax_free_minor, p_event.zero_rated_minor) END
$event_text$;
COMMENT ON FUNCTION commerce.event_text(commerce.import_event) IS 'Kind, instant, amount, discounts and tax parts (minor units) of a staged event, for messages.';
REVOKE ALL ON FUNCTION commerce.event_text(commerce.import_event) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.event_text(commerce.import_event) TO mg_batch_owner;
