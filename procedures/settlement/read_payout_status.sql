CREATE OR REPLACE FUNCTION settlement.read_payout_status(p_word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $read_payout_status$
  SELECT CASE
    WHEN lower(btrim(p_word)) IN ('succeeded', 'success', 'paid', '성공', '정상', '이체완료', '완료') THEN 'succeeded'
    WHEN lower(btrim(p_word)) IN ('failed', 'failure', 'rejected', '실패', '오류', '이체불능', '반송') THEN 'failed'
  END
$read_payout_status$;
COMMENT ON FUNCTION settlement.read_payout_status(text) IS 'succeeded or failed, from the words that banks use; null for any other.';
REVOKE ALL ON FUNCTION settlement.read_payout_status(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.read_payout_status(text) TO mg_batch_owner;
