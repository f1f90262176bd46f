CREATE OR REPLACE FUNCTION ops.law_day(p_at timestamptz DEFAULT now()) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
AS $law_day$
  SELECT (p_at AT TIME ZONE 'Asia/Seoul')::date
$law_day$;
COMMENT ON FUNCTION ops.law_day(timestamptz) IS 'The day of an instant where the retention law counts its days.';
REVOKE ALL ON FUNCTION ops.law_day(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.law_day(timestamptz) TO mg_batch, mg_batch_owner, mg_operator, mg_auditor;
