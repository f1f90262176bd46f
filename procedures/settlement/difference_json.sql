CREATE OR REPLACE FUNCTION settlement.difference_json(p_before jsonb, p_after jsonb) RETURNS jsonb
LANGUAGE sql STABLE
AS $difference_json$
  SELECT coalesce(jsonb_agg(to_jsonb(d)), '[]') FROM pricing.version_difference(p_before, p_after) AS d
$difference_json$;
COMMENT ON FUNCTION settlement.difference_json(jsonb, jsonb) IS 'How two states of a contract differ, in one value, in the order of version_difference.';
REVOKE ALL ON FUNCTION settlement.difference_json(jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.difference_json(jsonb, jsonb) TO mg_batch_owner;
