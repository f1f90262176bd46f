CREATE OR REPLACE FUNCTION ops.digest_state(p_state bytea, p_row text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $digest_state$
  SELECT sha256(coalesce(p_state, ''::bytea) || convert_to(p_row, 'UTF8'))
$digest_state$;
COMMENT ON FUNCTION ops.digest_state(bytea, text) IS 'SHA-256 over the digest of the rows before and a row''s text.';
REVOKE ALL ON FUNCTION ops.digest_state(bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.digest_state(bytea, text) TO mg_batch_owner;

-- Any number of rows in flat memory.
CREATE OR REPLACE AGGREGATE ops.digest(text) (SFUNC = ops.digest_state, STYPE = bytea);
COMMENT ON AGGREGATE ops.digest(text) IS 'Over rows as text in order: SHA-256 chained from row to row.';
REVOKE ALL ON FUNCTION ops.digest(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ops.digest(text) TO mg_batch_owner;
