SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.connection_rows(
  p_tenant_id uuid
) RETURNS TABLE (sso_connection_id uuid, sign_in_name text, kind text, issuer text, client_id text, role_code text, created_at timestamptz, people_count integer, last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $connection_rows$
  SELECT c.sso_connection_id, c.sign_in_name, c.kind, c.issuer, c.client_id, c.role_code, c.created_at, count(b.user_id)::integer, max(b.last_used_at)
    FROM identity.sso_connection AS c
    LEFT JOIN identity.sso_subject AS b ON b.sso_connection_id = c.sso_connection_id
   WHERE c.tenant_id = p_tenant_id AND c.retired_at IS NULL
   GROUP BY c.sso_connection_id
   ORDER BY c.sign_in_name
$connection_rows$;
COMMENT ON FUNCTION identity.connection_rows(uuid) IS 'The directories of a business, and how many people came in by each.';
REVOKE ALL ON FUNCTION identity.connection_rows(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.connection_rows(uuid) TO mg_owner;
SET ROLE mg_owner;
