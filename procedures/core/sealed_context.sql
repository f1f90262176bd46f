-- The hot path: every policy calls it once per table reference, so that it does no more than the check needs.
-- Anything wrong is NULL and not an error: who has no valid context sees nothing.
SET ROLE mg_door;
CREATE OR REPLACE FUNCTION core.sealed_context() RETURNS text[]
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $sealed_context$
DECLARE
  v_sealed  text := current_setting('mg.context', true);
  v_parts   text[];
  v_message text;
  v_mac     text;
BEGIN
  IF v_sealed IS NULL OR v_sealed = '' THEN
    RETURN NULL;
  END IF;
  v_parts := string_to_array(v_sealed, '|');
  IF cardinality(v_parts) <> 9 THEN
    RETURN NULL;
  END IF;
  v_message := left(v_sealed, -(length(v_parts[9]) + 1));
  IF v_parts[7] = 'backend' THEN
    v_message := v_message || core.seal_binding(pg_backend_pid());
  END IF;
  SELECT core.seal_mac(k.inner_pad, k.outer_pad, v_message) INTO v_mac
    FROM core.seal_key AS k
   WHERE k.seal_key_id::text = v_parts[8]
     AND (k.retired_at IS NULL OR k.retired_at > statement_timestamp());
  -- Only what the seal vouches for is looked at: the expiry is read after the code has matched.
  IF v_mac IS DISTINCT FROM v_parts[9] THEN
    RETURN NULL;
  END IF;
  IF v_parts[6]::bigint <= extract(epoch FROM statement_timestamp()) THEN
    RETURN NULL;
  END IF;
  RETURN v_parts;
END
$sealed_context$;
COMMENT ON FUNCTION core.sealed_context() IS 'The parts of mg.context (tenant, branch, user, role, request, expiry, scope, key, code) if its seal holds here and now, else NULL.';
REVOKE ALL ON FUNCTION core.sealed_context() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.sealed_context()
  TO mg_owner, mg_batch_owner, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
SET ROLE mg_owner;
