CREATE OR REPLACE FUNCTION core.tg__append_only() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg__append_only$
DECLARE
  v_stack   text;
  v_routine text;
BEGIN
  -- The call stack is the one witness that no setting and no runtime role can forge: a routine of that name stands
  -- in it only if it runs, and only owners can make routines in our schemas. It says nothing unless an owner acts.
  IF current_user IN ('mg_owner', 'mg_batch_owner') THEN
    GET DIAGNOSTICS v_stack = PG_CONTEXT;
    FOREACH v_routine IN ARRAY coalesce(TG_ARGV::text[], '{}') LOOP
      IF v_stack ~ ('(?n)^PL/pgSQL \S+ ' || replace(v_routine, '.', '\.') || '\(') THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
      END IF;
    END LOOP;
  END IF;
  RAISE EXCEPTION USING
    ERRCODE = 'MC901',
    MESSAGE = 'append-only rows cannot be changed or deleted',
    DETAIL = format('%s on %I.%I', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME),
    HINT = 'Correct by a new row that reverses the old one.';
END
$tg__append_only$;
COMMENT ON FUNCTION core.tg__append_only() IS 'Refuses UPDATE, DELETE and TRUNCATE. Its arguments name the routines (schema.routine) that may do it nevertheless, running as an owner.';
REVOKE ALL ON FUNCTION core.tg__append_only() FROM PUBLIC;
