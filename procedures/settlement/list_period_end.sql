CREATE OR REPLACE FUNCTION settlement.list_period_end(p_cycle text, p_from date, p_through date) RETURNS SETOF date
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 12
AS $list_period_end$
  SELECT day::date FROM generate_series(p_from::timestamp, p_through::timestamp, interval '1 day') AS day
  WHERE p_cycle = 'daily'
  UNION ALL
  SELECT day::date FROM generate_series(settlement.period_end('weekly', p_from)::timestamp, p_through::timestamp, interval '7 days') AS day
  WHERE p_cycle = 'weekly'
  UNION ALL
  SELECT settlement.period_end('monthly', month::date)
  FROM generate_series(date_trunc('month', p_from::timestamp), p_through::timestamp, interval '1 month') AS month
  WHERE p_cycle IN ('monthly', 'semimonthly') AND settlement.period_end('monthly', month::date) <= p_through
  UNION ALL
  SELECT month::date + 14
  FROM generate_series(date_trunc('month', p_from::timestamp), p_through::timestamp, interval '1 month') AS month
  WHERE p_cycle = 'semimonthly' AND month::date + 14 BETWEEN p_from AND p_through
$list_period_end$;
COMMENT ON FUNCTION settlement.list_period_end(text, date, date) IS 'Last days, within two days, of the periods of a cycle.';
REVOKE ALL ON FUNCTION settlement.list_period_end(text, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.list_period_end(text, date, date) TO mg_batch_owner;
