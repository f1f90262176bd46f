CREATE OR REPLACE FUNCTION settlement.tg_chargeback_case__keep_facts() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_chargeback_case__keep_facts$
DECLARE
  v_columns CONSTANT text[] := ARRAY['status', 'held_minor', 'restored_minor', 'chargeback_day', 'chargeback_event_id', 'decided_on'];
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - v_columns = to_jsonb(NEW) - v_columns
    AND (OLD.status, NEW.status) IN (('open', 'open'), ('open', 'won'), ('open', 'lost'), ('open', 'withdrawn'), ('lost', 'won'))
    AND (OLD.chargeback_event_id IS NULL OR OLD.chargeback_event_id = NEW.chargeback_event_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'MS930', MESSAGE = 'the facts of a chargeback case never change, and its state only goes on',
    DETAIL = format('%s of case %s, %s', TG_OP, OLD.gateway_ref, OLD.status), HINT = 'Open another case.';
END
$tg_chargeback_case__keep_facts$;
COMMENT ON FUNCTION settlement.tg_chargeback_case__keep_facts() IS 'Lets a chargeback case go from open to won, lost or withdrawn and from lost to won, with its hold, and refuses every other change.';
REVOKE ALL ON FUNCTION settlement.tg_chargeback_case__keep_facts() FROM PUBLIC;
