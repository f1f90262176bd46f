-- sum() of bigint makes a numeric of every row of a window; this stays bigint, and overflow is an error.
CREATE OR REPLACE AGGREGATE pricing.running_sum(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE pricing.running_sum(bigint) IS 'Sum of bigint as bigint, for windows over many rows.';
REVOKE ALL ON FUNCTION pricing.running_sum(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pricing.running_sum(bigint) TO mg_batch_owner;
