CREATE OR REPLACE FUNCTION pricing.version_difference(p_before jsonb, p_after jsonb)
RETURNS TABLE (subject text, selector jsonb, valid_from date, valid_to date, old jsonb, new jsonb)
LANGUAGE sql STABLE ROWS 10
AS $version_difference$
  WITH version AS MATERIALIZED (
    SELECT s.is_new, v.subject, v.selector, coalesce(v.valid_from, '-infinity') AS valid_from, coalesce(v.valid_to, 'infinity') AS valid_to, v.content
    FROM (VALUES (false, p_before), (true, p_after)) AS s (is_new, versions)
    CROSS JOIN LATERAL jsonb_to_recordset(coalesce(s.versions, '[]')) AS v (subject text, selector jsonb, valid_from date, valid_to date, content jsonb)
  ), bound AS (
    SELECT v.subject, v.selector, v.valid_from AS day FROM version AS v
    UNION
    SELECT v.subject, v.selector, v.valid_to FROM version AS v
  ), segment AS (
    SELECT b.subject, b.selector, b.day AS from_day, lead(b.day) OVER (PARTITION BY b.subject, b.selector ORDER BY b.day) AS to_day FROM bound AS b
  ), compared AS (
    SELECT s.subject, s.selector, s.from_day, s.to_day, o.content AS old, n.content AS new
    FROM segment AS s
    LEFT JOIN version AS o ON NOT o.is_new AND o.subject = s.subject AND o.selector = s.selector AND o.valid_from <= s.from_day AND s.from_day < o.valid_to
    LEFT JOIN version AS n ON n.is_new AND n.subject = s.subject AND n.selector = s.selector AND n.valid_from <= s.from_day AND s.from_day < n.valid_to
    WHERE s.to_day IS NOT NULL AND o.content IS DISTINCT FROM n.content
  ), marked AS (
    -- Days that follow one another and change alike are one change.
    SELECT c.*, (lag(c.to_day) OVER in_order, lag(c.old) OVER in_order, lag(c.new) OVER in_order) IS DISTINCT FROM (c.from_day, c.old, c.new) AS is_first
    FROM compared AS c
    WINDOW in_order AS (PARTITION BY c.subject, c.selector ORDER BY c.from_day)
  ), numbered AS (
    SELECT m.*, count(*) FILTER (WHERE m.is_first) OVER (PARTITION BY m.subject, m.selector ORDER BY m.from_day) AS place FROM marked AS m
  )
  SELECT n.subject, n.selector, nullif(min(n.from_day), '-infinity'), nullif(max(n.to_day), 'infinity'), (array_agg(n.old))[1], (array_agg(n.new))[1]
  FROM numbered AS n
  GROUP BY n.subject, n.selector, n.place
  ORDER BY n.subject, n.selector, min(n.from_day)
$version_difference$;
COMMENT ON FUNCTION pricing.version_difference(jsonb, jsonb) IS 'How two sets of versions (arrays of list_version''s rows) differ, by what they are for and by day: old content, new content, null where nothing is in force. Versions that say the same are the same.';
REVOKE ALL ON FUNCTION pricing.version_difference(jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.version_difference(jsonb, jsonb) TO mg_batch_owner;
