CREATE OR REPLACE FUNCTION billing.record_supplier(p_supplier jsonb, p_valid_from date, p_actor uuid DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $record_supplier$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'billing.change_party');
  v_missing text;
  v_known billing.supplier;
  v_id uuid;
BEGIN
  SELECT string_agg(f.field, ', ' ORDER BY f.place) INTO v_missing
  FROM unnest(ARRAY['business_number', 'name', 'ceo_name', 'address', 'business_type', 'business_item', 'contact_name', 'contact_email']) WITH ORDINALITY AS f (field, place)
  WHERE coalesce(btrim(p_supplier ->> f.field), '') = '';
  IF v_missing IS NOT NULL OR p_valid_from IS NULL OR p_supplier ->> 'contact_email' !~ '^[^@[:space:]]+@[^@[:space:]]+$' THEN
    RAISE EXCEPTION USING ERRCODE = 'MB004', MESSAGE = 'the supplier of tax invoices is not complete',
      DETAIL = format('missing or misshapen: %s; from %s', coalesce(v_missing, 'contact_email'), p_valid_from),
      HINT = 'Give business_number, name, ceo_name, address, business_type, business_item, contact_name and contact_email.';
  END IF;

  -- Versions follow one another: the lock keeps two from ending the same one; two first ones exclude each other.
  PERFORM FROM billing.supplier AS s WHERE upper_inf(s.valid_during) FOR UPDATE;
  SELECT s.* INTO v_known FROM billing.supplier AS s WHERE upper_inf(s.valid_during);
  IF v_known.supplier_id IS NOT NULL AND p_valid_from <= lower(v_known.valid_during) THEN
    RAISE EXCEPTION USING ERRCODE = 'MB506', MESSAGE = 'a later version of the supplier is there already',
      DETAIL = format('the latest is valid from %s', lower(v_known.valid_during)), HINT = 'Give a later day.';
  END IF;
  UPDATE billing.supplier AS s SET valid_during = daterange(lower(s.valid_during), p_valid_from) WHERE upper_inf(s.valid_during);
  INSERT INTO billing.supplier (business_number, company_name, ceo_name, address, business_type, business_item, contact_name, contact_email, valid_during, created_by)
  VALUES (tenancy.read_business_number(p_supplier ->> 'business_number'), p_supplier ->> 'name', p_supplier ->> 'ceo_name', p_supplier ->> 'address',
    p_supplier ->> 'business_type', p_supplier ->> 'business_item', p_supplier ->> 'contact_name', p_supplier ->> 'contact_email',
    daterange(p_valid_from, NULL), v_actor)
  RETURNING supplier_id INTO v_id;
  RETURN v_id;
END
$record_supplier$;
COMMENT ON FUNCTION billing.record_supplier(jsonb, date, uuid) IS 'Headquarters as the supplier on tax invoices written from a day on; the version before ends there.';
ALTER FUNCTION billing.record_supplier(jsonb, date, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.record_supplier(jsonb, date, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.record_supplier(jsonb, date, uuid) TO mg_batch;
