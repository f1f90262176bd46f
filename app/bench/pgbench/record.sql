-- The connection passes the door once, and its context is set for every transaction. Prepared as a driver would.
\if :fresh
\set n random(1, :tenants)
PREPARE pay(text, bigint) AS SELECT payment_event_id, settlement_day, is_unchanged FROM settlement.record_payment($1, 'capture', '2026-09-01 12:00+09', 'KRW', $2, 0, 'card');
SELECT quote_literal(identity.enter('bench-:n')) AS sealed \gset
\set fresh 0
\endif
\set ref random(1, 1000000000000000)
\set amount random(1, 100000)
BEGIN \; SET LOCAL mg.context = :sealed \; EXECUTE pay('r:ref', :amount) \; COMMIT;
