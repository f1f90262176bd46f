CREATE OR REPLACE FUNCTION settlement.write_bank_file(
  p_batch text, p_bank_code text DEFAULT '', p_encoding text DEFAULT 'cp949', p_actor uuid DEFAULT NULL)
RETURNS TABLE (bank_code text, content bytea, content_sha256 text, row_count integer, total_minor bigint, currency text)
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $write_bank_file$
#variable_conflict use_column
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'settlement.send_payout');
  v_batch settlement.payout_batch := settlement.find_payout_batch(p_batch);
  v_text text;
  v_content bytea;
  v_count integer;
  v_total bigint;
  v_known bytea;
BEGIN
  IF v_batch.channel <> 'bank_file' OR v_batch.status NOT IN ('approved', 'sent', 'done') THEN
    PERFORM settlement.refuse_payout_step(v_batch, 'written as a file');
  END IF;
  -- In the order of the batch, each line ended by CR LF: the same batch is always the same bytes.
  SELECT E'은행코드,계좌번호,예금주,이체금액,지급번호,적요\r\n' || string_agg(
      format(E'%s,%s,%s,%s,%s,%s\r\n', p.bank_code, n.account_number, CASE WHEN p.holder_name LIKE '%,%' THEN '"' || p.holder_name || '"' ELSE p.holder_name END,
        p.amount_minor, p.reference, '정산' || to_char(s.period_end, 'MMDD')), '' ORDER BY p.line_number),
    count(*)::integer, sum(p.amount_minor)::bigint
  INTO v_text, v_count, v_total
  FROM settlement.payout AS p
  JOIN settlement.payout_account_number AS n ON n.tenant_id = p.tenant_id AND n.payout_account_id = p.payout_account_id
  JOIN settlement.statement AS s ON s.tenant_id = p.tenant_id AND s.statement_id = p.statement_id
  WHERE p.payout_batch_id = v_batch.payout_batch_id AND (p_bank_code = '' OR p.bank_code = p_bank_code);
  IF v_count = 0 THEN
    RAISE EXCEPTION USING ERRCODE = 'MS421', MESSAGE = 'no such payout', DETAIL = format('batch %s has none to bank %s', v_batch.batch_number, quote_nullable(left(p_bank_code, 10))),
      HINT = 'mindgarden payout show names the payouts of a batch.';
  END IF;
  BEGIN
    v_content := CASE p_encoding WHEN 'cp949' THEN convert_to(v_text, 'UHC') WHEN 'utf-8' THEN '\xefbbbf'::bytea || convert_to(v_text, 'UTF8') END;
  EXCEPTION WHEN untranslatable_character THEN
    v_content := NULL;
  END;
  IF v_content IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'MS526', MESSAGE = 'the bank file cannot be written in this encoding', DETAIL = format('encoding %s', quote_nullable(left(p_encoding, 20))),
      HINT = 'cp949 has no sign for some holder''s name, or is misspelt: use utf-8.';
  END IF;

  INSERT INTO settlement.payout_file (payout_batch_id, bank_code, encoding, row_count, total_minor, currency, content_sha256, created_by)
  VALUES (v_batch.payout_batch_id, p_bank_code, p_encoding, v_count, v_total, 'KRW', sha256(v_content), v_actor)
  ON CONFLICT DO NOTHING;
  SELECT f.content_sha256 INTO v_known FROM settlement.payout_file AS f
  WHERE f.payout_batch_id = v_batch.payout_batch_id AND f.bank_code = p_bank_code AND f.encoding = p_encoding;
  IF v_known <> sha256(v_content) THEN
    RAISE EXCEPTION USING ERRCODE = 'MS920', MESSAGE = 'the bank file differs from the one that was written before',
      DETAIL = format('batch %s, bank %s: %s rows', v_batch.batch_number, p_bank_code, v_count), HINT = 'Send nothing; mindgarden verify names what was changed.';
  END IF;
  RETURN QUERY SELECT p_bank_code, v_content, encode(v_known, 'hex'), v_count, v_total, 'KRW';
END
$write_bank_file$;
COMMENT ON FUNCTION settlement.write_bank_file(text, text, text, uuid) IS 'The bank''s transfer file of an approved batch, or of its payouts to one bank, with control totals; its hash is kept, and every later writing has to give the same bytes. The one place that shows whole account numbers.';
ALTER FUNCTION settlement.write_bank_file(text, text, text, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION settlement.write_bank_file(text, text, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.write_bank_file(text, text, text, uuid) TO mg_batch;
