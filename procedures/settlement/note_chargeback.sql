CREATE OR REPLACE FUNCTION settlement.note_chargeback(p_case_id uuid, p_note text, p_as_of timestamptz DEFAULT now(), p_actor uuid DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $note_chargeback$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.handle_chargeback');
  v_case settlement.chargeback_case := settlement.lock_chargeback(p_case_id);
BEGIN
  IF coalesce(btrim(p_note), '') = '' THEN
    RAISE EXCEPTION USING ERRCODE = 'MS031', MESSAGE = 'a note is empty', DETAIL = format('case %s', v_case.gateway_ref), HINT = 'Say what it is about.';
  END IF;
  PERFORM settlement.write_chargeback_step(v_case, 'evidence', v_case.status, 0, 0, NULL, NULL, p_note, p_as_of, v_actor);
  RETURN v_case.status;
END
$note_chargeback$;
COMMENT ON FUNCTION settlement.note_chargeback(uuid, text, timestamptz, uuid) IS 'Adds a note on evidence to a chargeback case.';
ALTER FUNCTION settlement.note_chargeback(uuid, text, timestamptz, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.note_chargeback(uuid, text, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.note_chargeback(uuid, text, timestamptz, uuid) TO mg_batch;
