CREATE OR REPLACE FUNCTION commerce.read_import(p_import_file_id uuid)
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET enable_nestloop = off
AS $read_import$
DECLARE
  v_base uuid := uuidv7();
  v_rows bigint;
BEGIN
  -- Nobody knows yet how many rows are staged: they are joined by hash, and the few tenants and branches looked up one by one.
  WITH owner AS MATERIALIZED (
    SELECT k.tenant_key, t.tenant_id, t.currency, t.time_zone, t.tax_type, c.decimals
    FROM (SELECT DISTINCT r.tenant_key FROM commerce.import_row AS r WHERE r.import_file_id = p_import_file_id) AS k
    CROSS JOIN LATERAL (SELECT x.tenant_id FROM tenancy.tenant_directory AS x WHERE x.tenant_key = k.tenant_key LIMIT 1) AS d
    CROSS JOIN LATERAL (SELECT x.* FROM tenancy.tenant AS x WHERE x.tenant_id = d.tenant_id AND x.deleted_at IS NULL LIMIT 1) AS t
    JOIN core.currency AS c ON c.currency = t.currency
  ), place AS MATERIALIZED (
    SELECT o.tenant_id, b.branch_code, b.branch_id
    FROM owner AS o
    CROSS JOIN LATERAL (SELECT x.branch_code, x.branch_id FROM tenancy.branch AS x
      WHERE x.tenant_id = o.tenant_id AND x.deleted_at IS NULL AND x.branch_code <> '' OFFSET 0) AS b
    UNION ALL
    -- Whoever names no branch means the first.
    SELECT o.tenant_id, '', b.branch_id
    FROM owner AS o
    CROSS JOIN LATERAL (SELECT x.branch_id FROM tenancy.branch AS x
      WHERE x.tenant_id = o.tenant_id AND x.deleted_at IS NULL ORDER BY x.sort_order, x.branch_code LIMIT 1) AS b
  )
  INSERT INTO commerce.import_event (import_file_id, line_number, tenant_id, time_zone, branch_id, ref, kind, occurred_at, business_day, settlement_day,
    recorded_on, method, channel, category, currency, amount_minor, platform_discount_minor, original_ref, payment_event_id,
    coupon_discount_minor, tax_free_minor, zero_rated_minor, content_hash, error_column, error)
  SELECT r.import_file_id, r.line_number, t.tenant_id, t.time_zone, b.branch_id, r.ref, r.kind, v.occurred_at,
    u.business_day, u.business_day, v.recorded_on, r.method, r.channel, r.category, r.currency,
    v.amount, w.discount, nullif(r.original_ref, ''), core.numbered_uuid(v_base, r.line_number), v.coupon, p.tax_free, p.zero_rated,
    commerce.event_hash(b.branch_id, r.kind, v.occurred_at, r.currency, r.method, r.channel, r.category, v.amount, w.discount, r.original_ref,
      v.coupon, p.tax_free, p.zero_rated),
    x.fault[1], x.fault[2]
  FROM commerce.import_row AS r
  LEFT JOIN owner AS t ON t.tenant_key = r.tenant_key
  LEFT JOIN place AS b ON b.tenant_id = t.tenant_id AND b.branch_code = r.branch_code
  CROSS JOIN LATERAL (SELECT
    commerce.is_instant(r.occurred_at) AS is_instant,
    r.recorded_on <> '' AND r.recorded_on ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND pg_input_is_valid(r.recorded_on, 'date') AS is_date,
    (r.coupon_discount || r.tax_free || r.zero_rated) <> '' AS has_more OFFSET 0) AS f
  CROSS JOIN LATERAL (SELECT
    CASE WHEN f.is_instant THEN r.occurred_at::timestamptz END AS occurred_at,
    CASE WHEN f.is_date THEN r.recorded_on::date END AS recorded_on,
    CASE WHEN r.amount <> '' THEN commerce.read_amount(r.amount, t.decimals) END AS amount,
    commerce.read_amount(r.platform_discount, t.decimals) AS discount,
    CASE WHEN f.has_more THEN commerce.read_amount(r.coupon_discount, t.decimals) ELSE 0 END AS coupon,
    CASE WHEN f.has_more THEN commerce.read_amount(r.tax_free, t.decimals) END AS tax_free,
    CASE WHEN f.has_more THEN commerce.read_amount(r.zero_rated, t.decimals) END AS zero_rated OFFSET 0) AS v
  CROSS JOIN LATERAL (SELECT (v.occurred_at AT TIME ZONE t.time_zone)::date AS business_day OFFSET 0) AS u
  LEFT JOIN LATERAL (SELECT x.platform_rate FROM pricing.coupon_share AS x
    WHERE v.coupon > 0 AND x.tenant_id = t.tenant_id AND x.valid_during @> u.business_day LIMIT 1) AS h ON true
  CROSS JOIN LATERAL (SELECT v.discount + CASE WHEN v.coupon > 0 THEN v.coupon * coalesce(h.platform_rate, 0) / 10000000 ELSE 0 END AS discount OFFSET 0) AS w
  CROSS JOIN LATERAL (SELECT
    CASE WHEN (r.tax_free || r.zero_rated) <> '' THEN v.tax_free WHEN r.kind = 'capture' AND t.tax_type = 'tax_free' THEN v.amount + w.discount
      WHEN r.kind = 'capture' AND t.tax_type = 'zero_rated' THEN 0 END AS tax_free,
    CASE WHEN (r.tax_free || r.zero_rated) <> '' THEN v.zero_rated WHEN r.kind = 'capture' AND t.tax_type = 'zero_rated' THEN v.amount + w.discount
      WHEN r.kind = 'capture' AND t.tax_type = 'tax_free' THEN 0 END AS zero_rated OFFSET 0) AS p
  -- One CASE, so that a good row pays for no message; OFFSET 0, so that no check is made twice.
  CROSS JOIN LATERAL (SELECT CASE
      WHEN t.tenant_id IS NULL THEN ARRAY['tenant_key', format('unknown tenant "%s": import it first', left(r.tenant_key, 80))]
      WHEN b.branch_id IS NULL THEN ARRAY['branch_code', format('the tenant has no branch "%s"', left(r.branch_code, 80))]
      WHEN r.ref = '' THEN ARRAY['ref', 'the reference is empty']
      WHEN length(r.ref) > 200 THEN ARRAY['ref', 'the reference is longer than 200 characters']
      WHEN r.kind NOT IN ('capture', 'refund', 'chargeback') THEN ARRAY['kind', format('unknown kind "%s": capture, refund or chargeback', left(r.kind, 80))]
      WHEN NOT f.is_instant THEN ARRAY['occurred_at', format('"%s" is no instant: ISO 8601 with offset, like 2026-10-05T12:00:00+09:00', left(r.occurred_at, 80))]
      WHEN r.currency <> t.currency THEN ARRAY['currency', format('"%s" is not the tenant''s currency %s', left(r.currency, 80), t.currency)]
      WHEN v.amount IS NULL AND NOT commerce.is_amount(r.amount) THEN ARRAY['amount', format('"%s" is no amount: digits, and a point before decimals, not negative', left(r.amount, 80))]
      WHEN v.amount IS NULL THEN ARRAY['amount', format('"%s" has more decimals than %s has (%s)', left(r.amount, 80), t.currency, t.decimals)]
      WHEN v.discount IS NULL AND NOT commerce.is_amount(r.platform_discount) THEN ARRAY['platform_discount', format('"%s" is no amount: digits, and a point before decimals, not negative', left(r.platform_discount, 80))]
      WHEN v.discount IS NULL THEN ARRAY['platform_discount', format('"%s" has more decimals than %s has (%s)', left(r.platform_discount, 80), t.currency, t.decimals)]
      WHEN f.has_more AND v.coupon IS NULL THEN ARRAY['coupon_discount', format('"%s" is no amount of %s: digits, and a point before its decimals', left(r.coupon_discount, 80), t.currency)]
      WHEN f.has_more AND v.tax_free IS NULL THEN ARRAY['tax_free', format('"%s" is no amount of %s: digits, and a point before its decimals', left(r.tax_free, 80), t.currency)]
      WHEN f.has_more AND v.zero_rated IS NULL THEN ARRAY['zero_rated', format('"%s" is no amount of %s: digits, and a point before its decimals', left(r.zero_rated, 80), t.currency)]
      WHEN r.kind <> 'capture' AND v.coupon > 0 THEN ARRAY['coupon_discount', 'a refund or chargeback carries no coupon: it is taken back by rule']
      WHEN p.tax_free + p.zero_rated > v.amount + w.discount THEN ARRAY['tax_free', 'tax_free and zero_rated are more than the price']
      WHEN r.kind = 'capture' AND v.amount = 0 AND w.discount = 0 THEN ARRAY['amount', 'a capture of nothing: neither amount nor platform_discount']
      WHEN r.kind <> 'capture' AND v.discount > 0 THEN ARRAY['platform_discount', 'a refund or chargeback carries no discount: it is taken back by rule']
      WHEN r.kind = 'capture' AND r.original_ref <> '' THEN ARRAY['original_ref', 'a capture has no original']
      WHEN r.kind <> 'capture' AND r.original_ref = '' THEN ARRAY['original_ref', 'a refund or chargeback needs the reference of its capture']
      WHEN length(greatest(r.method, r.channel, r.category)) > 100 THEN ARRAY['method', 'a code is longer than 100 characters']
      WHEN r.recorded_on <> '' AND NOT f.is_date THEN ARRAY['recorded_on', format('"%s" is no date: YYYY-MM-DD', left(r.recorded_on, 80))]
      END AS fault OFFSET 0) AS x
  WHERE r.import_file_id = p_import_file_id
  -- So that their index grows at its end.
  ORDER BY r.line_number;

  GET DIAGNOSTICS v_rows = ROW_COUNT;
  DELETE FROM commerce.import_row AS r WHERE r.import_file_id = p_import_file_id;
  RETURN v_rows;
END
$read_import$;
COMMENT ON FUNCTION commerce.read_import(uuid) IS 'Turns the staged rows of a file that this transaction sees into typed events and says of each bad one which column is wrong and why; the rows are gone then. Takes no lock: parts of a file are read at the same time. Returns how many.';
ALTER FUNCTION commerce.read_import(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION commerce.read_import(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.read_import(uuid) TO mg_batch;
