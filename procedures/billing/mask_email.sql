CREATE OR REPLACE FUNCTION billing.mask_email(p_email text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $mask_email$
  SELECT CASE WHEN position('@' IN p_email) > 3 THEN left(p_email, 2) ELSE '' END
    || CASE WHEN p_email = '' THEN '' ELSE '***' END || substring(p_email FROM '@.*$')
$mask_email$;
COMMENT ON FUNCTION billing.mask_email(text) IS 'An e-mail address as screens show it: ab***@x.com.';
REVOKE ALL ON FUNCTION billing.mask_email(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.mask_email(text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
