-- A whole request: every transaction passes the door of its tenant and records one payment.
\if :fresh
PREPARE enter(text) AS SELECT quote_literal(identity.enter($1)) AS sealed;
PREPARE pay(text, bigint) AS SELECT payment_event_id, settlement_day, is_unchanged FROM settlement.record_payment($1, 'capture', '2026-09-01 12:00+09', 'KRW', $2, 0, 'card');
\set fresh 0
\endif
\set n random(1, :tenants)
\set ref random(1, 1000000000000000)
\set amount random(1, 100000)
BEGIN \; EXECUTE enter('bench-:n') \gset
SET LOCAL mg.context = :sealed \; EXECUTE pay('r:ref', :amount) \; COMMIT;
