SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.list_app_scope() RETURNS TABLE (scope text, name_ko text, name_en text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $list_app_scope$
  SELECT s.scope, coalesce(w.name_ko, p.name_ko), coalesce(w.name_en, p.name_en)
    FROM unnest(identity.app_scopes()) WITH ORDINALITY AS s (scope, place)
    LEFT JOIN identity.permission AS p ON p.permission_code = s.scope
    LEFT JOIN (VALUES
      ('openid', '누구인지 확인', 'Know who you are'),
      ('profile', '이름과 언어', 'Your name and language'),
      ('email', '이메일 주소', 'Your e-mail address'),
      ('offline_access', '내가 없을 때에도 계속', 'Go on while you are away')) AS w (scope, name_ko, name_en) ON w.scope = s.scope
   ORDER BY s.place
$list_app_scope$;
COMMENT ON FUNCTION identity.list_app_scope() IS 'What applications may ask for, in people''s words.';
REVOKE ALL ON FUNCTION identity.list_app_scope() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.list_app_scope() TO mg_auth, mg_app, mg_auditor;
SET ROLE mg_owner;
