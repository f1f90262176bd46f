CREATE OR REPLACE FUNCTION settlement.tg_anomaly__keep_finding() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_anomaly__keep_finding$
DECLARE
  v_columns CONSTANT text[] := ARRAY['status', 'decided_at', 'decided_by', 'note'];
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - v_columns = to_jsonb(NEW) - v_columns AND NEW.status <> 'open' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'MS931', MESSAGE = 'what was found stays; only what people say to it changes',
    DETAIL = format('%s of anomaly %s', TG_OP, OLD.anomaly_id), HINT = 'Acknowledge it, or call it a false alarm.';
END
$tg_anomaly__keep_finding$;
COMMENT ON FUNCTION settlement.tg_anomaly__keep_finding() IS 'Lets an anomaly be decided, and decided anew, and refuses every other change.';
REVOKE ALL ON FUNCTION settlement.tg_anomaly__keep_finding() FROM PUBLIC;
