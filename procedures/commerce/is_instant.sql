CREATE OR REPLACE FUNCTION commerce.is_instant(p_text text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $is_instant$
  SELECT CASE
    -- The usual forms are seen without an expression of many states, whose automaton costs more than all the rest of a row.
    WHEN translate(p_text, '123456789', '000000000') IN ('0000-00-00T00:00:00+00:00', '0000-00-00T00:00:00Z') THEN true
    ELSE p_text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$'
    END AND pg_input_is_valid(p_text, 'timestamptz')
$is_instant$;
COMMENT ON FUNCTION commerce.is_instant(text) IS 'Whether a text is an instant as files write it: ISO 8601 with offset.';
REVOKE ALL ON FUNCTION commerce.is_instant(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.is_instant(text) TO mg_batch_owner;
