CREATE OR REPLACE FUNCTION core.lock_class(p_name text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $lock_class$
  SELECT CASE p_name
    WHEN 'tenant_clock' THEN 7101
    WHEN 'partition' THEN 7102
    WHEN 'audit_seal' THEN 7103
    WHEN 'payout_batch' THEN 7113
    WHEN 'gateway' THEN 7115
    WHEN 'import' THEN 7116
    WHEN 'signing_key' THEN 7117
  END
$lock_class$;
COMMENT ON FUNCTION core.lock_class(text) IS 'The classes of advisory locks, all of them: tenant_clock (settlement: record, close), partition (making partitions), audit_seal (one sealer at a time), payout_batch (one preparation at a time), gateway (matching rows, taking files back), import (an import is alive), signing_key (one is added at a time).';
REVOKE ALL ON FUNCTION core.lock_class(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION core.lock_class(text) TO mg_batch_owner, mg_door;
