CREATE OR REPLACE FUNCTION settlement.explain_amount(p_minor numeric, p_currency text, p_decimals integer, p_locale text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $explain_amount$
  SELECT CASE WHEN v.major < 0 THEN '−' ELSE '' END
    || CASE WHEN p_currency = 'KRW' AND p_locale = 'en' THEN '₩' WHEN p_currency = 'JPY' AND p_locale = 'en' THEN '¥' WHEN p_currency = 'USD' THEN '$' WHEN p_currency = 'EUR' THEN '€' ELSE '' END
    || to_char(trunc(abs(v.major)), 'FM999,999,999,999,999,999,990')
    -- Exact: as many decimals as there are, the currency's at least.
    || CASE WHEN d.shown > 0 THEN '.' || rpad(split_part(abs(v.major)::text, '.', 2), d.shown, '0') ELSE '' END
    || CASE WHEN p_currency IN ('USD', 'EUR') THEN '' WHEN p_locale = 'en' AND p_currency IN ('KRW', 'JPY') THEN ''
      WHEN p_currency = 'KRW' THEN '원' WHEN p_currency = 'JPY' THEN '엔' ELSE ' ' || p_currency END
  FROM (SELECT trim_scale(p_minor / 10::numeric ^ p_decimals) AS major) AS v
  CROSS JOIN LATERAL (SELECT greatest(scale(v.major), p_decimals) AS shown) AS d
$explain_amount$;
COMMENT ON FUNCTION settlement.explain_amount(numeric, text, integer, text) IS 'An amount of minor units (fractions of one too, exactly) as people read it: 10,000원, ₩10,000, $1,234.50.';
REVOKE ALL ON FUNCTION settlement.explain_amount(numeric, text, integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.explain_amount(numeric, text, integer, text) TO mg_app, mg_batch_owner, mg_operator, mg_auditor;
