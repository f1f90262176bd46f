CREATE OR REPLACE FUNCTION settlement.import_payout_result(
  p_file_name text, p_content_sha256 bytea, p_references text[], p_amounts text[], p_statuses text[], p_codes text[], p_reasons text[],
  p_paid_on text[], p_actor uuid DEFAULT NULL)
RETURNS TABLE (place bigint, reference text, outcome text, column_name text, fault text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $import_payout_result$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.record_payout_result');
BEGIN
  RETURN QUERY
  SELECT c.place, p_references[c.place], 'refused', c.column_name, c.fault
  FROM settlement.check_payout_result(p_references, p_amounts, p_statuses, p_paid_on) AS c;
  IF FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT a.place, a.reference, a.outcome, NULL::text, NULL::text
  FROM settlement.apply_payout_result(p_references,
    ARRAY(SELECT settlement.read_payout_status(u.word) FROM unnest(p_statuses) WITH ORDINALITY AS u (word, place) ORDER BY u.place),
    p_codes, p_reasons,
    ARRAY(SELECT nullif(btrim(u.day), '')::date FROM unnest(p_paid_on) WITH ORDINALITY AS u (day, place) ORDER BY u.place),
    'file', v_actor) AS a;
  INSERT INTO settlement.payout_result_file (file_name, content_sha256, row_count, created_by)
  VALUES (left(p_file_name, 200), p_content_sha256, cardinality(p_references), v_actor)
  ON CONFLICT DO NOTHING;
END
$import_payout_result$;
COMMENT ON FUNCTION settlement.import_payout_result(text, bytea, text[], text[], text[], text[], text[], text[], uuid) IS 'Takes a bank''s answer as it stands in a file: all of it, or nothing and the faults by row and column. The same file again changes nothing.';
ALTER FUNCTION settlement.import_payout_result(text, bytea, text[], text[], text[], text[], text[], text[], uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.import_payout_result(text, bytea, text[], text[], text[], text[], text[], text[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.import_payout_result(text, bytea, text[], text[], text[], text[], text[], text[], uuid) TO mg_batch;
