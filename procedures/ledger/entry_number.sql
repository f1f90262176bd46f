CREATE OR REPLACE FUNCTION ledger.entry_number(p_posted_on date, p_source_type text, p_source_id uuid) RETURNS text
LANGUAGE sql STABLE
AS $entry_number$
  -- From the source alone, so that nothing recorded later moves it; the last half of a version 7 id is random.
  SELECT CASE p_source_type WHEN 'event' THEN 'E' WHEN 'statement' THEN 'S' WHEN 'statement_reversal' THEN 'R' WHEN 'payout' THEN 'P'
      WHEN 'gateway' THEN 'G' WHEN 'gateway_reversal' THEN 'H' WHEN 'opening' THEN 'O' ELSE 'X' END
    || to_char(p_posted_on, 'YYYYMMDD') || '-' || right(replace(p_source_id::text, '-', ''), 16)
$entry_number$;
COMMENT ON FUNCTION ledger.entry_number(date, text, uuid) IS 'The number of an entry: a letter for its source, its day, and the end of the source''s id. All legs of one source share it, and a statement, its payout and its reversal end alike.';
REVOKE ALL ON FUNCTION ledger.entry_number(date, text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.entry_number(date, text, uuid) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
