CREATE OR REPLACE FUNCTION settlement.tg_statement__keep_figures() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_statement__keep_figures$
DECLARE
  v_columns text[];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    -- The step that is taken, and the columns that it may fill or empty; none for a step that does not exist.
    v_columns := CASE
      WHEN (OLD.status, NEW.status) IN (('calculated', 'reviewed'), ('reviewed', 'calculated')) THEN ARRAY['status', 'reviewed_at', 'reviewed_by']
      WHEN (OLD.status, NEW.status) IN (('calculated', 'confirmed'), ('reviewed', 'confirmed')) THEN ARRAY['status', 'confirmed_at', 'confirmed_by']
      WHEN (OLD.status, NEW.status) IN (('calculated', 'void'), ('reviewed', 'void')) THEN ARRAY['status', 'voided_at', 'voided_by']
      WHEN (OLD.status, NEW.status) IN (('confirmed', 'paid'), ('paying', 'paid'), ('failed', 'paid')) THEN ARRAY['status', 'paid_on', 'paid_at', 'paid_by']
      WHEN (OLD.status, NEW.status) IN (('confirmed', 'paying'), ('failed', 'paying'), ('paying', 'failed'), ('paying', 'confirmed'), ('failed', 'confirmed'))
        THEN ARRAY['status']
    END;
    IF to_jsonb(OLD) - v_columns = to_jsonb(NEW) - v_columns THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING
    ERRCODE = 'MS901',
    MESSAGE = 'the figures of a statement never change, and its state only goes on',
    DETAIL = format('%s of statement %s, %s', TG_OP, OLD.statement_id, OLD.status),
    HINT = 'Correct it by an adjustment or in the next period.';
END
$tg_statement__keep_figures$;
COMMENT ON FUNCTION settlement.tg_statement__keep_figures() IS 'Lets a statement take the steps of its life, each with its own columns, and refuses every other change: calculated, reviewed (and back), confirmed, paying (and back), paid or failed; failed ones are paid again; void before it is confirmed.';
REVOKE ALL ON FUNCTION settlement.tg_statement__keep_figures() FROM PUBLIC;
