SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.require_scope(p_token_id uuid, p_permission text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $require_scope$
BEGIN
  -- A person's session stands here too, and isn't limited by scopes.
  IF EXISTS (SELECT 1 FROM identity.oauth_token AS t WHERE t.oauth_token_id = p_token_id AND p_permission <> ALL (t.scopes)) THEN
    RAISE EXCEPTION USING
        ERRCODE = 'MI113',
        MESSAGE = 'the application was not given this scope',
        DETAIL = coalesce(p_permission, $$$$),
        HINT = 'Let it ask for the scope, and agree to it.';
  END IF;
END
$require_scope$;
COMMENT ON FUNCTION identity.require_scope(uuid, text) IS 'Refuses what a token''s scopes leave out; says nothing about sessions of people.';
REVOKE ALL ON FUNCTION identity.require_scope(uuid, text) FROM PUBLIC;
SET ROLE mg_owner;
