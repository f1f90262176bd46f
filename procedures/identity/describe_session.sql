SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.describe_session(p_session_token text)
RETURNS TABLE (auth_session_id uuid, awaits text, user_id uuid, email_sealed bytea, email_mask text, name_ko_sealed bytea, name_en_sealed bytea,
               name_mask text, phone_sealed bytea, phone_mask text, locale text, data_key_id uuid, wrapped_key bytea,
               wrapping_key_id text, is_operator boolean, memberships jsonb)
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $describe_session$
  SELECT s.auth_session_id, s.awaits, p.user_id, p.email_sealed, p.email_mask, p.name_ko_sealed, p.name_en_sealed, p.name_mask, p.phone_sealed,
         p.phone_mask, p.locale, p.data_key_id, p.wrapped_key, p.wrapping_key_id,
         EXISTS (SELECT 1 FROM identity.operator AS o WHERE o.user_id = p.user_id AND o.revoked_at IS NULL),
         coalesce((SELECT jsonb_agg(jsonb_build_object('tenant_id', m.tenant_id, 'role_code', m.role_code, 'branch_id', m.branch_id,
                                    'role_name_ko', coalesce(r.name_ko, t.name_ko),
                                    'role_name_en', CASE WHEN r.name_ko IS NULL THEN t.name_en ELSE r.name_en END) ORDER BY m.tenant_id, m.role_code, m.branch_id)
                     FROM identity.membership AS m
                     JOIN identity.tenant_role AS r ON r.tenant_id = m.tenant_id AND r.role_code = m.role_code
                     JOIN identity.role_template AS t ON t.template_code = r.template_code
                    WHERE m.user_id = p.user_id AND m.revoked_at IS NULL), '[]')
    FROM identity.find_session(p_session_token, '{set_up,guest}') AS s
   CROSS JOIN LATERAL identity.sealed_person(s.user_id) AS p
$describe_session$;
COMMENT ON FUNCTION identity.describe_session(text) IS 'Whose session it is, sealed, and where the person may work; an error if the session is not live.';
REVOKE ALL ON FUNCTION identity.describe_session(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.describe_session(text) TO mg_app, mg_auth;
SET ROLE mg_owner;
