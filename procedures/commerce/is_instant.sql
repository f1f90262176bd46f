CREATE OR REPLACE FUNCTION commerce.is_instant(p_text text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $is_instant$
  SELECT CASE
    -- The usual form needs no expression of many states, whose automaton is built anew for every text.
    WHEN p_text LIKE '____-__-__T__:__:__+__:__' THEN p_text ~ '^[0-9]{4}([-T:+][0-9]{2})+$'
    ELSE p_text ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$'
    END AND pg_input_is_valid(p_text, 'timestamptz')
$is_instant$;
COMMENT ON FUNCTION commerce.is_instant(text) IS 'Whether a text is an instant as files write it: ISO 8601 with offset.';
REVOKE ALL ON FUNCTION commerce.is_instant(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commerce.is_instant(text) TO mg_batch_owner;
