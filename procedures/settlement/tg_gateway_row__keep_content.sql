CREATE OR REPLACE FUNCTION settlement.tg_gateway_row__keep_content() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $tg_gateway_row__keep_content$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF to_jsonb(OLD) - ARRAY['tenant_id', 'posted_at', 'undone_at'] = to_jsonb(NEW) - ARRAY['tenant_id', 'posted_at', 'undone_at']
      AND coalesce(OLD.tenant_id = NEW.tenant_id, OLD.tenant_id IS NULL) AND coalesce(OLD.posted_at = NEW.posted_at, OLD.posted_at IS NULL)
      AND coalesce(OLD.undone_at = NEW.undone_at, OLD.undone_at IS NULL) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING
    ERRCODE = 'MS940',
    MESSAGE = 'what a gateway said never changes',
    DETAIL = format('%s of gateway row %s', TG_OP, OLD.row_ref),
    HINT = 'Undo its file and import what the gateway says now.';
END
$tg_gateway_row__keep_content$;
COMMENT ON FUNCTION settlement.tg_gateway_row__keep_content() IS 'Lets a gateway''s row get a tenant, be posted and be undone, each once, and refuses every other change.';
REVOKE ALL ON FUNCTION settlement.tg_gateway_row__keep_content() FROM PUBLIC;
