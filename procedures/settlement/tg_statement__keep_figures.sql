CREATE OR REPLACE FUNCTION settlement.tg_statement__keep_figures() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_statement__keep_figures$
DECLARE
  v_old jsonb;
  v_new jsonb;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    v_old := to_jsonb(OLD) - ARRAY['status', 'confirmed_at', 'confirmed_by', 'paid_on', 'paid_at', 'paid_by', 'voided_at', 'voided_by'];
    v_new := to_jsonb(NEW) - ARRAY['status', 'confirmed_at', 'confirmed_by', 'paid_on', 'paid_at', 'paid_by', 'voided_at', 'voided_by'];
    IF v_old = v_new AND (OLD.status, NEW.status) IN (('calculated', 'confirmed'), ('confirmed', 'paid'), ('calculated', 'void')) THEN
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
COMMENT ON FUNCTION settlement.tg_statement__keep_figures() IS 'Lets a statement go from calculated to confirmed or void and from confirmed to paid, and refuses every other change.';
REVOKE ALL ON FUNCTION settlement.tg_statement__keep_figures() FROM PUBLIC;
