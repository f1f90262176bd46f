CREATE OR REPLACE FUNCTION settlement.check_return_amount(p_import_file_id uuid) RETURNS void
LANGUAGE plpgsql
AS $check_return_amount$
BEGIN
  WITH returned AS MATERIALIZED (
    SELECT e.line_number, e.tenant_id, e.original_event_id, e.original_day, e.original_ref, e.amount_minor,
      sum(e.amount_minor) OVER in_order AS amount_so_far, count(*) OVER in_order AS pieces_so_far
    FROM commerce.import_event AS e
    WHERE e.import_file_id = p_import_file_id AND e.error IS NULL AND NOT e.is_unchanged
      AND e.original_ref IS NOT NULL AND e.original_event_id IS NOT NULL
    WINDOW in_order AS (PARTITION BY e.tenant_id, e.original_event_id ORDER BY e.settlement_day, e.occurred_at, e.ref ROWS UNBOUNDED PRECEDING)
  ), original AS (
    SELECT DISTINCT r.tenant_id, r.original_event_id, r.original_day FROM returned AS r
  ), captured AS (
    SELECT o.tenant_id, o.original_event_id, c.amount_minor
    FROM original AS o
    JOIN commerce.payment_event AS c ON c.tenant_id = o.tenant_id AND c.settlement_day = o.original_day AND c.payment_event_id = o.original_event_id
    UNION ALL
    SELECT i.tenant_id, i.payment_event_id, i.amount_minor
    FROM commerce.import_event AS i
    WHERE i.import_file_id = p_import_file_id AND i.kind = 'capture' AND i.error IS NULL AND NOT i.is_unchanged
  ), before AS (
    SELECT o.tenant_id, o.original_event_id, sum(i.sign * p.amount_minor) AS amount, sum(i.sign) AS pieces
    FROM original AS o
    JOIN commerce.payment_event AS p ON p.tenant_id = o.tenant_id AND p.original_event_id = o.original_event_id
      AND p.settlement_day >= o.original_day
    CROSS JOIN LATERAL (SELECT CASE WHEN p.kind = 'capture' THEN 0 WHEN p.is_reversal THEN -1 ELSE 1 END AS sign) AS i
    GROUP BY o.tenant_id, o.original_event_id
  )
  UPDATE commerce.import_event AS e
  SET error_column = 'amount', error = CASE WHEN c.amount_minor = 0
    THEN format('capture "%s" of 0 is returned already', r.original_ref)
    ELSE format('returns %s in all of capture "%s", which is %s (minor units)', coalesce(b.amount, 0) + r.amount_so_far, r.original_ref, c.amount_minor) END
  FROM returned AS r
  JOIN captured AS c ON c.tenant_id = r.tenant_id AND c.original_event_id = r.original_event_id
  LEFT JOIN before AS b ON b.tenant_id = r.tenant_id AND b.original_event_id = r.original_event_id
  WHERE e.import_file_id = p_import_file_id AND e.line_number = r.line_number
    AND (coalesce(b.amount, 0) + r.amount_so_far > c.amount_minor OR (c.amount_minor = 0 AND coalesce(b.pieces, 0) + r.pieces_so_far > 1));
END
$check_return_amount$;
COMMENT ON FUNCTION settlement.check_return_amount(uuid) IS 'Refuses the staged refunds and chargebacks with which a capture would be returned more than whole.';
REVOKE ALL ON FUNCTION settlement.check_return_amount(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.check_return_amount(uuid) TO mg_batch_owner;
