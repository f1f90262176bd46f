CREATE OR REPLACE FUNCTION settlement.refresh_statistics(p_recorded bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $refresh_statistics$
BEGIN
  -- Autovacuum never analyzes partitioned parents, and a first large import would be planned for empty tables.
  IF p_recorded >= 1000 THEN
    ANALYZE commerce.payment_event;
    ANALYZE commerce.payment_ref;
  END IF;
END
$refresh_statistics$;
COMMENT ON FUNCTION settlement.refresh_statistics(bigint) IS 'Refreshes the planner''s statistics of payment events after an import of so many rows.';
REVOKE ALL ON FUNCTION settlement.refresh_statistics(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION settlement.refresh_statistics(bigint) TO mg_batch;
