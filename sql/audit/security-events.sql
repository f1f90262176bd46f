-- What happened that a security officer wants to know, the latest first?
-- kind: list
-- parameter: limit = 100: how many events
SELECT e.occurred_at, e.severity, e.kind, e.email_mask, e.tenant_id, e.address, e.detail, e.acknowledged_as, e.acknowledged_by, e.note
FROM identity.list_security_event(p_limit => %(limit)s::bigint) AS e;
