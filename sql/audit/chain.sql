-- What is the last hash of each tenant's audit chain, and how many entries wait for their seal?
-- kind: list
-- Note the hashes elsewhere: later they prove that nothing sealed before was changed.
SELECT n.tenant_key, coalesce(h.chain_link_id, 0) AS sealed,
  (SELECT count(*) FROM audit.entry AS e WHERE e.tenant_id = n.tenant_id) - coalesce(h.chain_link_id, 0) AS waiting,
  encode(h.hash, 'hex') AS head_hash, h.created_at AS sealed_at
FROM tenancy.tenant AS n
LEFT JOIN LATERAL (
  SELECT l.chain_link_id, l.hash, l.created_at FROM audit.chain_link AS l WHERE l.tenant_id = n.tenant_id ORDER BY l.chain_link_id DESC LIMIT 1
) AS h ON true
ORDER BY n.tenant_key COLLATE "C";
