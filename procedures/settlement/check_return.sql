CREATE OR REPLACE FUNCTION settlement.check_return(p_import_file_id uuid) RETURNS void
LANGUAGE plpgsql
AS $check_return$
BEGIN
  -- Recorded captures are locked in key order, so that two refunds of one capture can't both find room for themselves.
  PERFORM FROM commerce.payment_ref AS p
  WHERE (p.tenant_id, p.ref) IN (SELECT e.tenant_id, e.original_ref FROM commerce.import_event AS e
    WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND e.original_ref IS NOT NULL)
  ORDER BY p.tenant_id, p.ref FOR UPDATE;

  UPDATE commerce.import_event AS e
  SET original_event_id = o.payment_event_id, original_day = o.settlement_day, settlement_day = greatest(e.settlement_day, o.settlement_day),
    method = coalesce(nullif(e.method, ''), o.method), channel = coalesce(nullif(e.channel, ''), o.channel),
    category = coalesce(nullif(e.category, ''), o.category),
    error_column = CASE WHEN o.kind <> 'capture' THEN 'original_ref' WHEN e.business_day < o.business_day THEN 'occurred_at'
      WHEN e.amount_minor = 0 AND o.amount_minor > 0 THEN 'amount'
      WHEN e.tax_free_minor IS NOT NULL AND o.platform_discount_minor > 0 THEN 'tax_free' END,
    error = CASE WHEN o.kind <> 'capture' THEN format('original "%s" is a %s, not a capture', e.original_ref, o.kind)
      WHEN e.business_day < o.business_day THEN format('its day %s is before its capture''s %s', e.business_day, o.business_day)
      WHEN e.amount_minor = 0 AND o.amount_minor > 0 THEN 'an amount of 0 returns only a capture of 0'
      WHEN e.tax_free_minor IS NOT NULL AND o.platform_discount_minor > 0
        THEN format('capture "%s" has a discount: its parts are returned in proportion, so leave tax_free and zero_rated empty', e.original_ref) END
  FROM (
    SELECT DISTINCT ON (x.tenant_id, x.ref) x.* FROM (
      SELECT p.tenant_id, p.ref, p.payment_event_id, p.settlement_day, c.kind, c.business_day, c.amount_minor, c.platform_discount_minor, c.method, c.channel, c.category
      FROM commerce.payment_ref AS p
      JOIN commerce.payment_event AS c ON c.tenant_id = p.tenant_id AND c.settlement_day = p.settlement_day AND c.payment_event_id = p.payment_event_id
      WHERE (p.tenant_id, p.ref) IN (SELECT e.tenant_id, e.original_ref FROM commerce.import_event AS e
        WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND e.original_ref IS NOT NULL)
      UNION ALL
      SELECT i.tenant_id, i.ref, i.payment_event_id, i.settlement_day, i.kind, i.business_day, i.amount_minor, i.platform_discount_minor, i.method, i.channel, i.category
      FROM commerce.import_event AS i
      WHERE i.import_file_id = p_import_file_id AND i.error IS NULL AND NOT i.is_unchanged
        AND (i.tenant_id, i.ref) IN (SELECT e.tenant_id, e.original_ref FROM commerce.import_event AS e
          WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND e.original_ref IS NOT NULL)
    ) AS x
  ) AS o
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged AND e.original_ref IS NOT NULL
    AND o.tenant_id = e.tenant_id AND o.ref = e.original_ref;

  UPDATE commerce.import_event AS e
  SET error_column = 'original_ref', error = format('its capture "%s" is neither recorded nor among the good rows of this file', e.original_ref)
  WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged
    AND e.original_ref IS NOT NULL AND e.original_event_id IS NULL;

  PERFORM settlement.check_return_amount(p_import_file_id);
  PERFORM settlement.check_return_part(p_import_file_id);
END
$check_return$;
COMMENT ON FUNCTION settlement.check_return(uuid) IS 'Ties the staged refunds and chargebacks to their captures, in the file or recorded, and refuses those that do not fit: no capture, a day before it, more than is left of it.';
REVOKE ALL ON FUNCTION settlement.check_return(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.check_return(uuid) TO mg_batch_owner;
