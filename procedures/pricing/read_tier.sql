CREATE OR REPLACE FUNCTION pricing.read_tier(p_tiers jsonb)
RETURNS TABLE (tier_from bigint[], tier_rate integer[], tier_base bigint[])
LANGUAGE plpgsql STABLE
AS $read_tier$
DECLARE
  v_fault text;
BEGIN
  IF jsonb_typeof(p_tiers) IS DISTINCT FROM 'array' OR jsonb_array_length(p_tiers) = 0 THEN
    v_fault := 'tiers are missing';
  ELSE
    SELECT CASE
      WHEN bool_or(t.up_to IS NULL AND NOT t.is_last) THEN 'only the last up_to is null'
      WHEN bool_or(t.up_to IS NOT NULL AND t.is_last) THEN 'the last up_to is null'
      WHEN bool_or(t.up_to <= t.below) THEN 'tiers ascend from above 0' END
    INTO v_fault
    FROM (
      SELECT (e.tier ->> 'up_to')::bigint AS up_to, e.place = jsonb_array_length(p_tiers) AS is_last,
        coalesce(lag((e.tier ->> 'up_to')::bigint) OVER (ORDER BY e.place), 0) AS below
      FROM jsonb_array_elements(p_tiers) WITH ORDINALITY AS e (tier, place)
    ) AS t;
  END IF;
  IF v_fault IS NOT NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MP003', MESSAGE = 'contradictory tiers', DETAIL = format('%s: %s', v_fault, left(p_tiers::text, 300)),
      HINT = 'Give tiers with ascending up_to, the last of them null.';
  END IF;

  RETURN QUERY
  SELECT array_agg(b.below ORDER BY b.place), array_agg(b.rate ORDER BY b.place), array_agg(b.base ORDER BY b.place)
  FROM (
    SELECT a.place, a.below, a.rate,
      coalesce(sum((a.up_to - a.below) * a.rate) OVER (ORDER BY a.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::bigint AS base
    FROM (
      SELECT e.place, (e.tier ->> 'up_to')::bigint AS up_to, coalesce(lag((e.tier ->> 'up_to')::bigint) OVER (ORDER BY e.place), 0) AS below,
        pricing.read_rate(e.tier ->> 'percent', 'percent of a tier') AS rate
      FROM jsonb_array_elements(p_tiers) WITH ORDINALITY AS e (tier, place)
    ) AS a
  ) AS b;
END
$read_tier$;
COMMENT ON FUNCTION pricing.read_tier(jsonb) IS 'Tiers as files give them into lower bounds, rates, and the fee of all volume below each tier.';
REVOKE ALL ON FUNCTION pricing.read_tier(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.read_tier(jsonb) TO mg_batch_owner;
