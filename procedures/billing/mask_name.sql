CREATE OR REPLACE FUNCTION billing.mask_name(p_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $mask_name$
  SELECT CASE
    WHEN length(p_name) <= 1 THEN repeat('*', length(p_name))
    WHEN length(p_name) = 2 THEN left(p_name, 1) || '*'
    ELSE left(p_name, 1) || repeat('*', length(p_name) - 2) || right(p_name, 1)
  END
$mask_name$;
COMMENT ON FUNCTION billing.mask_name(text) IS 'A person''s name as screens show it: 홍길동 as 홍*동.';
REVOKE ALL ON FUNCTION billing.mask_name(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION billing.mask_name(text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
