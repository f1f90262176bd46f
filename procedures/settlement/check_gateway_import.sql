CREATE OR REPLACE FUNCTION settlement.check_gateway_import(p_gateway_file_id uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $check_gateway_import$
DECLARE
  v_bad bigint;
BEGIN
  INSERT INTO settlement.gateway_import_entry (gateway_file_id, line_number, gateway_row_id, gateway_code, row_ref, refs, tenant_id, kind, method,
    sold_on, paid_out_on, amount_minor, fee_minor, vat_minor, payout_minor, currency, fees, content_hash, error_column, error)
  SELECT r.gateway_file_id, r.line_number, uuidv7(), r.gateway, r.row_ref, k.refs, d.tenant_id, k.kind, r.method,
    v.sold_on, v.paid_out_on, v.amount, v.fee, v.vat, v.payout, r.currency, r.fees,
    sha256(convert_to(concat_ws(E'\x1f', k.kind, v.sold_on, v.paid_out_on, r.currency, v.amount, v.fee, v.vat, v.payout, r.tenant_key, array_to_string(k.refs, E'\x1e')), 'UTF8')),
    x.fault[1], x.fault[2]
  FROM settlement.gateway_import_row AS r
  LEFT JOIN settlement.gateway AS g ON g.gateway_code = r.gateway
  LEFT JOIN tenancy.tenant_directory AS d ON d.tenant_key = r.tenant_key
  LEFT JOIN tenancy.tenant AS t ON t.tenant_id = d.tenant_id AND t.deleted_at IS NULL
  LEFT JOIN core.currency AS c ON c.currency = r.currency
  CROSS JOIN LATERAL (SELECT coalesce(nullif(r.kind, ''), CASE WHEN r.amount LIKE '-%' THEN 'refund' ELSE 'capture' END) AS kind,
    ARRAY(SELECT DISTINCT u.ref COLLATE "C" FROM unnest(r.refs) AS u (ref) WHERE u.ref <> '' ORDER BY 1) AS refs,
    (SELECT format('%s "%s"', f.name, left(f.value, 80)) FROM (VALUES ('amount', r.amount), ('fee', r.fee), ('supply', r.supply), ('vat', r.vat), ('payout', r.payout)) AS f (name, value)
      WHERE f.value !~ CASE f.name WHEN 'supply' THEN '^(-?[0-9]{1,15}([.][0-9]{1,9})?)?$' ELSE '^-?[0-9]{1,15}([.][0-9]{1,9})?$' END
        OR length(split_part(f.value, '.', 2)) > c.decimals LIMIT 1) AS bad_amount,
    (SELECT format('%s "%s"', f.name, left(f.value, 80)) FROM (VALUES ('sold_on', r.sold_on), ('paid_out_on', r.paid_out_on)) AS f (name, value)
      WHERE f.value !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' OR NOT pg_input_is_valid(f.value, 'date') LIMIT 1) AS bad_day,
    (SELECT bool_or(coalesce(f.value ->> 'fee', '') !~ '^-?[0-9]{1,15}([.][0-9]{1,9})?$') FROM jsonb_array_elements(r.fees) AS f (value)) AS is_bad_fees OFFSET 0) AS k
  CROSS JOIN LATERAL (SELECT CASE WHEN k.bad_day IS NULL THEN r.sold_on::date END AS sold_on, CASE WHEN k.bad_day IS NULL THEN r.paid_out_on::date END AS paid_out_on,
    CASE WHEN k.bad_amount IS NULL THEN (r.amount::numeric * 10::numeric ^ c.decimals)::bigint END AS amount, CASE WHEN k.bad_amount IS NULL THEN (r.fee::numeric * 10::numeric ^ c.decimals)::bigint END AS fee,
    CASE WHEN k.bad_amount IS NULL THEN (r.vat::numeric * 10::numeric ^ c.decimals)::bigint END AS vat, CASE WHEN k.bad_amount IS NULL THEN (r.payout::numeric * 10::numeric ^ c.decimals)::bigint END AS payout,
    CASE WHEN k.bad_amount IS NULL THEN (nullif(r.supply, '')::numeric * 10::numeric ^ c.decimals)::bigint END AS supply,
    CASE WHEN NOT k.is_bad_fees THEN (SELECT (sum((f.value ->> 'fee')::numeric) * 10::numeric ^ c.decimals)::bigint FROM jsonb_array_elements(r.fees) AS f (value)) END AS fee_sum OFFSET 0) AS v
  CROSS JOIN LATERAL (SELECT CASE
      WHEN g.gateway_code IS NULL THEN ARRAY['gateway', format('unknown gateway "%s": add it by mindgarden reconcile gateway', left(r.gateway, 80))]
      WHEN r.row_ref = '' OR length(r.row_ref) > 200 THEN ARRAY['row_ref', 'the row''s own key has 1 to 200 characters']
      WHEN cardinality(k.refs) = 0 OR EXISTS (SELECT FROM unnest(k.refs) AS u (ref) WHERE length(u.ref) > 200) THEN ARRAY['ref', 'a row names at least one reference, of at most 200 characters']
      WHEN cardinality(k.refs) > 200 THEN ARRAY['ref', 'a row names at most 200 references']
      WHEN k.kind NOT IN ('capture', 'refund', 'chargeback') THEN ARRAY['kind', format('unknown kind "%s": capture, refund or chargeback', left(r.kind, 80))]
      WHEN k.bad_day IS NOT NULL THEN ARRAY[split_part(k.bad_day, ' ', 1), format('%s is no date: YYYY-MM-DD', k.bad_day)]
      WHEN v.paid_out_on < v.sold_on THEN ARRAY['paid_out_on', format('paid out on %s, before it was sold on %s', v.paid_out_on, v.sold_on)]
      WHEN c.currency IS NULL THEN ARRAY['currency', format('unknown currency "%s"', left(r.currency, 80))]
      WHEN r.tenant_key <> '' AND t.tenant_id IS NULL THEN ARRAY['tenant_key', format('unknown tenant "%s": import it first', left(r.tenant_key, 80))]
      WHEN t.currency <> r.currency THEN ARRAY['currency', format('"%s" is not the tenant''s currency %s', left(r.currency, 80), t.currency)]
      WHEN k.bad_amount IS NOT NULL THEN ARRAY[split_part(k.bad_amount, ' ', 1), format('%s is no amount of %s: a signed number with at most %s decimals', k.bad_amount, c.currency, c.decimals)]
      WHEN v.amount = 0 THEN ARRAY['amount', 'a row of nothing']
      WHEN (k.kind = 'capture') <> (v.amount > 0) THEN ARRAY['amount', format('the amount %s of a %s has the wrong sign: captures are positive, refunds and chargebacks negative', r.amount, k.kind)]
      WHEN v.payout <> v.amount - v.fee THEN ARRAY['payout', format('payout %s is not amount %s less fee %s', r.payout, r.amount, r.fee)]
      WHEN v.fee <> v.supply + v.vat THEN ARRAY['fee', format('fee %s is not supply %s and VAT %s', r.fee, r.supply, r.vat)]
      WHEN sign(v.vat) * sign(v.fee) < 0 OR abs(v.vat) > abs(v.fee) THEN ARRAY['vat', format('VAT %s does not lie within the fee %s', r.vat, r.fee)]
      WHEN k.is_bad_fees THEN ARRAY['fees', 'each of the fees holds a number as its fee']
      WHEN v.fee_sum <> v.fee THEN ARRAY['fees', format('the fees come to %s minor units, fee is %s', v.fee_sum, r.fee)]
      END AS fault OFFSET 0) AS x
  WHERE r.gateway_file_id = p_gateway_file_id;

  PERFORM settlement.check_gateway_repeat(p_gateway_file_id);
  SELECT count(*) INTO v_bad FROM settlement.gateway_import_entry AS e WHERE e.gateway_file_id = p_gateway_file_id AND e.error IS NOT NULL;
  RETURN v_bad;
END
$check_gateway_import$;
COMMENT ON FUNCTION settlement.check_gateway_import(uuid) IS 'Turns the staged rows of a gateway''s settlement into typed entries and says of each bad one which column is wrong and why: forms, signs, payout = amount - fee, fee = supply + VAT = sum of fees. Returns how many are bad.';
ALTER FUNCTION settlement.check_gateway_import(uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.check_gateway_import(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.check_gateway_import(uuid) TO mg_batch;
