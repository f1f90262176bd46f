CREATE OR REPLACE FUNCTION settlement.impose_promotion(p_tenants uuid[], p_item jsonb, p_from date, p_through date, p_place integer, p_actor uuid) RETURNS void
LANGUAGE plpgsql
AS $impose_promotion$
DECLARE
  v_schedule text := coalesce(p_item ->> 'schedule', '');
  v_days daterange := daterange(coalesce((p_item ->> 'valid_from')::date, p_from), coalesce((p_item ->> 'valid_to')::date, p_through + 1));
  v_promotion_id uuid;
BEGIN
  SELECT p.promotion_id INTO v_promotion_id FROM pricing.promotion AS p WHERE p.promotion_key = p_item ->> 'key';
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'MP420', MESSAGE = 'unknown promotion', DETAIL = format('promotion %s', quote_nullable(p_item ->> 'key')),
      HINT = 'Give the promotion in "promotions" of the file, or use a stored one.';
  END IF;
  IF lower(v_days) > p_through THEN
    v_days := daterange(p_from, p_through + 1);
  END IF;
  -- One that stands there keeps the days before it, or after it; or goes where no capture is.
  UPDATE pricing.tenant_promotion AS t SET valid_during = coalesce(
    (SELECT k.days FROM unnest(datemultirange(t.valid_during) - datemultirange(v_days)) WITH ORDINALITY AS k (days, part) WHERE k.part = 1),
    daterange(date '0001-01-01' + 2 * p_place, date '0001-01-02' + 2 * p_place))
  WHERE t.tenant_id = ANY (p_tenants) AND t.schedule_code = v_schedule AND t.valid_during && v_days AND t.promotion_id <> v_promotion_id;
  UPDATE pricing.tenant_promotion AS t SET valid_during = v_days, schedule_code = v_schedule
  WHERE t.tenant_id = ANY (p_tenants) AND t.promotion_id = v_promotion_id;
  INSERT INTO pricing.tenant_promotion (tenant_id, promotion_id, schedule_code, valid_during, created_by)
  SELECT o.tenant_id, v_promotion_id, v_schedule, v_days, p_actor FROM unnest(p_tenants) AS o (tenant_id)
  ON CONFLICT (tenant_id, promotion_id) DO NOTHING;
END
$impose_promotion$;
COMMENT ON FUNCTION settlement.impose_promotion(uuid[], jsonb, date, date, integer, uuid) IS 'Lets tenants take part in a promotion over past days, whatever was settled in them. For rehearsals, which are taken back.';
REVOKE ALL ON FUNCTION settlement.impose_promotion(uuid[], jsonb, date, date, integer, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.impose_promotion(uuid[], jsonb, date, date, integer, uuid) TO mg_batch_owner;
