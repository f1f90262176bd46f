\set n random(1, :tenants)
\set amount random(1, 100000)
SELECT ledger.post_transfer((SELECT tenant_id FROM bench.tenant WHERE n = :n), '2026-09-01', 'event', uuidv7(), 'payment', 'pg_receivable', 'unsettled_sales', :amount, 'KRW');
