CREATE OR REPLACE FUNCTION billing.set_tax_profile(p_tenant_id uuid, p_profile jsonb, p_actor uuid DEFAULT NULL) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $set_tax_profile$
DECLARE
  v_actor uuid := identity.require_actor(p_actor, 'billing.change_party');
  v_id uuid;
BEGIN
  IF coalesce(p_profile ->> 'contact_email', '') <> '' AND p_profile ->> 'contact_email' !~ '^[^@[:space:]]+@[^@[:space:]]+$' THEN
    RAISE EXCEPTION USING ERRCODE = 'MB005', MESSAGE = 'not an e-mail address', DETAIL = format('tenant %s', p_tenant_id), HINT = 'Give one like tax@example.kr.';
  END IF;
  INSERT INTO billing.tax_profile AS t (tenant_id, ceo_name, business_type, business_item, contact_name, contact_email, created_by, changed_by)
  VALUES (p_tenant_id, coalesce(p_profile ->> 'ceo_name', ''), coalesce(p_profile ->> 'business_type', ''), coalesce(p_profile ->> 'business_item', ''),
    coalesce(p_profile ->> 'contact_name', ''), coalesce(p_profile ->> 'contact_email', ''), v_actor, v_actor)
  ON CONFLICT (tenant_id) DO UPDATE SET
    ceo_name = coalesce(p_profile ->> 'ceo_name', t.ceo_name), business_type = coalesce(p_profile ->> 'business_type', t.business_type),
    business_item = coalesce(p_profile ->> 'business_item', t.business_item), contact_name = coalesce(p_profile ->> 'contact_name', t.contact_name),
    contact_email = coalesce(p_profile ->> 'contact_email', t.contact_email), changed_at = now(), changed_by = v_actor
  RETURNING t.tax_profile_id INTO v_id;
  -- Which fields, not what they hold: a trail is read by more people than the profile is.
  PERFORM audit.record(p_tenant_id, 'billing.tax_profile.set', v_id::text,
    jsonb_build_object('fields', (SELECT jsonb_agg(k ORDER BY k) FROM jsonb_object_keys(p_profile) AS k)), v_actor);
  RETURN v_id;
END
$set_tax_profile$;
COMMENT ON FUNCTION billing.set_tax_profile(uuid, jsonb, uuid) IS 'Sets what tax invoices say of a tenant; fields that are not given stay. Documents that are made already keep what they say.';
ALTER FUNCTION billing.set_tax_profile(uuid, jsonb, uuid) OWNER TO mg_batch_owner;
REVOKE ALL ON FUNCTION billing.set_tax_profile(uuid, jsonb, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.set_tax_profile(uuid, jsonb, uuid) TO mg_batch;
