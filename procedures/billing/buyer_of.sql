CREATE OR REPLACE FUNCTION billing.buyer_of(p_tenant_id uuid) RETURNS jsonb
LANGUAGE sql STABLE
AS $buyer_of$
  SELECT jsonb_build_object('business_number', t.business_number, 'name', t.name_ko, 'address', coalesce(t.address, ''),
    'ceo_name', coalesce(p.ceo_name, ''), 'business_type', coalesce(p.business_type, ''), 'business_item', coalesce(p.business_item, ''),
    'contact_name', coalesce(p.contact_name, ''), 'contact_email', coalesce(p.contact_email, ''))
  FROM tenancy.tenant AS t
  LEFT JOIN billing.tax_profile AS p ON p.tenant_id = t.tenant_id
  WHERE t.tenant_id = p_tenant_id
$buyer_of$;
COMMENT ON FUNCTION billing.buyer_of(uuid) IS 'A tenant as it stands on a tax invoice that is made now.';
REVOKE ALL ON FUNCTION billing.buyer_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.buyer_of(uuid) TO mg_batch_owner;
