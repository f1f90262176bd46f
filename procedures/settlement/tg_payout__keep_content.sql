CREATE OR REPLACE FUNCTION settlement.tg_payout__keep_content() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_payout__keep_content$
DECLARE
  v_columns text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    -- The step that is taken, and the columns that it may fill; none for a step that does not exist.
    v_columns := CASE
      WHEN (OLD.status, NEW.status) = ('prepared', 'sent') THEN ARRAY['status', 'sent_at']
      WHEN (OLD.status, NEW.status) = ('prepared', 'cancelled') THEN ARRAY['status', 'finished_at']
      WHEN (OLD.status, NEW.status) = ('sent', 'sent') THEN ARRAY['external_ref']
      WHEN (OLD.status, NEW.status) = ('sent', 'succeeded') THEN ARRAY['status', 'paid_on', 'finished_at']
      WHEN (OLD.status, NEW.status) = ('sent', 'failed') THEN ARRAY['status', 'failure_code', 'failure_reason', 'finished_at']
      -- The bank said no and later yes, and a person found that yes is the truth.
      WHEN (OLD.status, NEW.status) = ('failed', 'succeeded') THEN ARRAY['status', 'paid_on', 'finished_at']
    END;
    IF to_jsonb(OLD) - v_columns = to_jsonb(NEW) - v_columns AND (OLD.external_ref IS NULL OR OLD.external_ref = NEW.external_ref) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING
    ERRCODE = 'MS921',
    MESSAGE = 'what a payout pays, to whom and where to never changes',
    DETAIL = format('%s of payout %s, %s', TG_OP, OLD.reference, OLD.status),
    HINT = 'Cancel the batch before it is sent; a failed payout is followed by another attempt.';
END
$tg_payout__keep_content$;
COMMENT ON FUNCTION settlement.tg_payout__keep_content() IS 'Lets a payout go from prepared to sent or cancelled, and from sent to succeeded or failed, each with its own columns, and refuses every other change.';
REVOKE ALL ON FUNCTION settlement.tg_payout__keep_content() FROM PUBLIC;
