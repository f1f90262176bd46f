SET ROLE mg_door;
CREATE OR REPLACE FUNCTION core.mint_seal(
  p_tenant_id uuid, p_branch_id uuid, p_user_id uuid, p_role_code text, p_request_id uuid, p_lifetime interval,
  p_backend_pid integer DEFAULT pg_backend_pid(), p_session_id uuid DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $mint_seal$
DECLARE
  v_scope   text := core.seal_scope();
  v_expiry  timestamptz;
  v_binding text := '';
  v_message text;
  r_key     record;
BEGIN
  IF v_scope = 'backend' THEN
    -- The number goes into the seal, so that a check finds the backend's start without looking for it.
    SELECT b::text, core.seal_binding(p_backend_pid, b) INTO v_scope, v_binding
      FROM pg_stat_get_backend_idset() AS b WHERE pg_stat_get_backend_pid(b) = p_backend_pid;
  END IF;
  -- Where the seal can't be tied to a backend, a short life is what limits a stolen one.
  v_expiry := statement_timestamp()
    + CASE WHEN v_scope = 'cluster' THEN least(p_lifetime, interval '60 seconds') ELSE p_lifetime END;
  SELECT k.seal_key_id, k.inner_pad, k.outer_pad INTO r_key
    FROM core.seal_key AS k WHERE k.retired_at IS NULL ORDER BY k.seal_key_id DESC LIMIT 1;
  IF r_key IS NULL OR v_binding IS NULL OR p_user_id IS NULL OR p_role_code !~ '^[A-Z_]+$' THEN
    RAISE EXCEPTION USING
      ERRCODE = 'MC902',
      MESSAGE = 'a context cannot be sealed',
      DETAIL = format('key %s, backend %s, user %s, role %L', r_key.seal_key_id, v_binding, p_user_id, p_role_code),
      HINT = 'Run core.rotate_seal_key() if there is no key.';
  END IF;
  v_message := concat_ws('|', coalesce(p_tenant_id::text, ''), coalesce(p_branch_id::text, ''), p_user_id,
    p_role_code, coalesce(p_request_id, uuidv7()), coalesce(p_session_id::text, ''),
    floor(extract(epoch FROM v_expiry))::bigint, v_scope, r_key.seal_key_id);
  RETURN v_message || '|' || core.seal_mac(r_key.inner_pad, r_key.outer_pad,
    v_message || v_binding);
END
$mint_seal$;
COMMENT ON FUNCTION core.mint_seal(uuid, uuid, uuid, text, uuid, interval, integer, uuid) IS 'Seals a context. Only the doors call it: it belongs to mg_door and nobody else may execute it.';
REVOKE ALL ON FUNCTION core.mint_seal(uuid, uuid, uuid, text, uuid, interval, integer, uuid) FROM PUBLIC;
SET ROLE mg_owner;
