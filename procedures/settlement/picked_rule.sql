CREATE OR REPLACE FUNCTION settlement.picked_rule(
  p_first_day date, p_codes bigint[], p_components text[], p_precedences integer[], p_days_from date[], p_days_to date[], p_places bigint[])
RETURNS TABLE (codes_id bigint, segment_from date, segment_to date, platform_place bigint, pg_place bigint, promotion_place bigint)
LANGUAGE sql STABLE ROWS 100
AS $picked_rule$
  WITH candidate AS MATERIALIZED (
    SELECT u.* FROM unnest(p_codes, p_components, p_precedences, p_days_from, p_days_to, p_places)
      AS u (codes_id, component, precedence, day_from, day_to, place)
  ), bound AS (
    SELECT c.codes_id, p_first_day AS day FROM candidate AS c
    UNION
    SELECT c.codes_id, c.day_from FROM candidate AS c WHERE c.component IS NOT NULL
    UNION
    SELECT c.codes_id, c.day_to FROM candidate AS c WHERE c.day_to < 'infinity'
  ), segment AS (
    SELECT b.codes_id, b.day AS segment_from, lead(b.day, 1, 'infinity') OVER (PARTITION BY b.codes_id ORDER BY b.day) AS segment_to
    FROM bound AS b
  ), winner AS (
    SELECT DISTINCT ON (s.codes_id, s.segment_from, c.component) s.codes_id, s.segment_from, s.segment_to, c.component, c.place
    FROM segment AS s
    LEFT JOIN candidate AS c ON c.codes_id = s.codes_id AND c.day_from <= s.segment_from AND s.segment_from < c.day_to
    ORDER BY s.codes_id, s.segment_from, c.component, c.precedence DESC
  )
  SELECT w.codes_id, w.segment_from, w.segment_to, max(w.place) FILTER (WHERE w.component = 'platform'),
    max(w.place) FILTER (WHERE w.component = 'pg'), max(w.place) FILTER (WHERE w.component = 'promotion')
  FROM winner AS w
  GROUP BY w.codes_id, w.segment_from, w.segment_to
$picked_rule$;
COMMENT ON FUNCTION settlement.picked_rule(date, bigint[], text[], integer[], date[], date[], bigint[]) IS 'Of the rules that match codes (the arrays are columns; no component: none matches), the place of the one in force by component, a row for each span of days with the same ones. The highest precedence wins.';
REVOKE ALL ON FUNCTION settlement.picked_rule(date, bigint[], text[], integer[], date[], date[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.picked_rule(date, bigint[], text[], integer[], date[], date[], bigint[]) TO mg_batch_owner;
