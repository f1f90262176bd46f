CREATE OR REPLACE FUNCTION settlement.returned_part(p_whole bigint, p_returned bigint, p_pieces bigint, p_amount bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $returned_part$
  SELECT CASE WHEN p_whole = 0 THEN 0 WHEN p_amount = 0 THEN p_whole * p_pieces
    ELSE div(p_whole::numeric * p_returned, p_amount) END::bigint
$returned_part$;
COMMENT ON FUNCTION settlement.returned_part(bigint, bigint, bigint, bigint) IS 'Of a discount or tax part of a capture, what is taken back once p_returned of its p_amount are returned: cut. A capture of nothing is taken back whole by its one piece.';
REVOKE ALL ON FUNCTION settlement.returned_part(bigint, bigint, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.returned_part(bigint, bigint, bigint, bigint) TO mg_batch_owner;
