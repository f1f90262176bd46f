CREATE OR REPLACE FUNCTION settlement.check_resolution(
  p_exception settlement.gateway_exception, p_resolution text, p_reason text, p_as_of date, p_tenant_id uuid, p_link_ref text, p_expected_on date)
RETURNS void
LANGUAGE plpgsql
AS $check_resolution$
BEGIN
  IF coalesce(btrim(p_reason), '') = '' OR p_as_of IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MS041', MESSAGE = 'a resolution needs a reason and a day',
      DETAIL = format('reason %s, day %s', quote_nullable(p_reason), p_as_of), HINT = 'Say why; whoever audits the ledger reads it.';
  END IF;
  IF NOT coalesce(CASE WHEN p_exception.kind IN ('late', 'fee_differs') THEN p_resolution IN ('expected', 'accepted')
      WHEN p_exception.side = 'event' THEN p_resolution IN ('write_off', 'received', 'linked', 'expected')
      ELSE p_resolution IN ('write_off', 'linked', 'expected') END, false) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS042', MESSAGE = 'an exception of this kind is not resolved that way',
      DETAIL = format('%s of a %s, by %s', p_exception.kind, p_exception.side, quote_nullable(p_resolution)),
      HINT = 'Late and differing fees are expected or accepted; events are written off, received otherwise, linked or expected; rows are written off, linked or expected.';
  END IF;
  IF (p_resolution = 'linked') <> (p_link_ref IS NOT NULL) OR (p_resolution = 'expected') <> (p_expected_on IS NOT NULL) OR p_expected_on <= p_as_of THEN
    RAISE EXCEPTION USING ERRCODE = 'MS043', MESSAGE = 'a link names the other side, an expectation a later day',
      DETAIL = format('%s with link %s, expected on %s, as of %s', p_resolution, quote_nullable(p_link_ref), p_expected_on, p_as_of), HINT = 'Give the event''s ref or the row''s key, or the day on which it is looked at again.';
  END IF;
  IF p_exception.tenant_id IS NULL AND p_tenant_id IS NULL AND p_resolution IN ('write_off', 'linked') THEN
    RAISE EXCEPTION USING ERRCODE = 'MS044', MESSAGE = 'the row belongs to no known tenant',
      DETAIL = format('exception %s', p_exception.gateway_exception_id), HINT = 'Say whose book it goes to.';
  ELSIF p_exception.tenant_id <> p_tenant_id THEN
    RAISE EXCEPTION USING ERRCODE = 'MS045', MESSAGE = 'the exception belongs to another tenant',
      DETAIL = format('tenant %s, given %s', p_exception.tenant_id, p_tenant_id), HINT = 'Leave the tenant out.';
  ELSIF EXISTS (SELECT FROM tenancy.tenant AS t WHERE t.tenant_id = p_tenant_id AND t.currency <> p_exception.currency) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS046', MESSAGE = 'the row is not in the tenant''s currency', DETAIL = p_exception.currency, HINT = 'Check whose payment it is.';
  END IF;
  IF p_resolution = 'write_off' AND p_exception.side = 'row' AND EXISTS (SELECT FROM settlement.gateway_row AS r
      WHERE r.gateway_row_id = p_exception.subject_id AND r.paid_out_on > p_as_of) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS543', MESSAGE = 'the row is not paid out yet', DETAIL = format('exception %s', p_exception.gateway_exception_id),
      HINT = 'Wait for its payout, or expect it by a day.';
  END IF;
END
$check_resolution$;
COMMENT ON FUNCTION settlement.check_resolution(settlement.gateway_exception, text, text, date, uuid, text, date) IS 'Refuses a resolution that doesn''t fit the exception, or that lacks what it needs.';
REVOKE ALL ON FUNCTION settlement.check_resolution(settlement.gateway_exception, text, text, date, uuid, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.check_resolution(settlement.gateway_exception, text, text, date, uuid, text, date) TO mg_batch_owner;
