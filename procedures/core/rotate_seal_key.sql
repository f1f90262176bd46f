SET ROLE mg_door;
CREATE OR REPLACE FUNCTION core.rotate_seal_key(p_grace interval DEFAULT interval '10 minutes') RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $rotate_seal_key$
DECLARE
  v_key   bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
                          || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  v_inner bytea := decode(repeat('36', 64), 'hex');
  v_outer bytea := decode(repeat('5c', 64), 'hex');
  v_id    uuid;
BEGIN
  FOR v_byte IN 0 .. 31 LOOP
    v_inner := set_byte(v_inner, v_byte, get_byte(v_key, v_byte) # 54);
    v_outer := set_byte(v_outer, v_byte, get_byte(v_key, v_byte) # 92);
  END LOOP;
  DELETE FROM core.seal_key AS k WHERE k.retired_at < statement_timestamp() - interval '1 day';
  UPDATE core.seal_key AS k SET retired_at = statement_timestamp() + p_grace WHERE k.retired_at IS NULL;
  INSERT INTO core.seal_key (inner_pad, outer_pad) VALUES (v_inner, v_outer) RETURNING seal_key_id INTO v_id;
  RETURN v_id;
END
$rotate_seal_key$;
COMMENT ON FUNCTION core.rotate_seal_key(interval) IS 'Makes a new seal key; seals under the old one still hold for the grace time (0: all live contexts end at once).';
REVOKE ALL ON FUNCTION core.rotate_seal_key(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.rotate_seal_key(interval) TO mg_migrator;
SET ROLE mg_owner;
