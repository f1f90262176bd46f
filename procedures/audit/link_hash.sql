CREATE OR REPLACE FUNCTION audit.link_hash(p_state bytea, p_before bytea, p_entry text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $link_hash$
  SELECT sha256(coalesce(p_state, p_before, ''::bytea) || convert_to(p_entry, 'UTF8'))
$link_hash$;
COMMENT ON FUNCTION audit.link_hash(bytea, bytea, text) IS 'SHA-256 over the link before (p_state, or p_before for the first of a batch) and an entry''s text.';
REVOKE ALL ON FUNCTION audit.link_hash(bytea, bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.link_hash(bytea, bytea, text) TO mg_batch_owner;

-- A window aggregate hashes any number of entries in one pass, each over the one before.
CREATE OR REPLACE AGGREGATE audit.chain_hash(bytea, text) (SFUNC = audit.link_hash, STYPE = bytea);
COMMENT ON AGGREGATE audit.chain_hash(bytea, text) IS 'Over a tenant''s entries in order: the hash of each link. Arguments: hash of the link before the first, text of the entry.';
REVOKE ALL ON FUNCTION audit.chain_hash(bytea, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.chain_hash(bytea, text) TO mg_batch_owner;
