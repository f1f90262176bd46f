-- What did headquarters' people do, the latest first?
-- kind: list
-- parameter: limit = 100: how many acts
SELECT a.occurred_at, a.email_mask, a.role_code, a.permission_code, a.routine, a.request_id
FROM identity.list_operator_act(NULL, %(limit)s::bigint) AS a;
