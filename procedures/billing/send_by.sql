CREATE OR REPLACE FUNCTION billing.send_by(p_issued_on date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $send_by$
  SELECT p_issued_on + 1
$send_by$;
COMMENT ON FUNCTION billing.send_by(date) IS 'By when an issued tax invoice must reach the National Tax Service: the day after (Enforcement Decree art. 68); not moved by weekends, which is the safe reading.';
REVOKE ALL ON FUNCTION billing.send_by(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.send_by(date) TO mg_app, mg_batch, mg_batch_owner, mg_operator, mg_auditor;
