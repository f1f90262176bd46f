SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.describe_session(p_session_token text)
RETURNS TABLE (user_id uuid, email text, name_ko text, name_en text, locale text, is_operator boolean, memberships jsonb)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $describe_session$
  SELECT u.user_id, u.email, u.name_ko, u.name_en, u.locale,
         EXISTS (SELECT 1 FROM identity.operator AS o WHERE o.user_id = u.user_id AND o.revoked_at IS NULL),
         coalesce((SELECT jsonb_agg(jsonb_build_object('tenant_id', m.tenant_id, 'role_code', m.role_code,
                                    'branch_id', m.branch_id) ORDER BY m.tenant_id, m.role_code, m.branch_id)
                     FROM identity.membership AS m WHERE m.user_id = u.user_id AND m.revoked_at IS NULL), '[]')
    FROM identity.find_session(p_session_token) AS s
    JOIN identity.auth_user AS u ON u.user_id = s.user_id
$describe_session$;
COMMENT ON FUNCTION identity.describe_session(text) IS 'Whose session it is, and where the person may work; an error if the session is not live.';
REVOKE ALL ON FUNCTION identity.describe_session(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.describe_session(text) TO mg_app, mg_auth;
SET ROLE mg_owner;
