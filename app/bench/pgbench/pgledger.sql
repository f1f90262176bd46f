\set n random(1, :accounts)
\set amount random(1, 100000)
SELECT id FROM pgledger_create_transfer((SELECT account_id FROM bench_account WHERE n = :n), (SELECT account_id FROM bench_account WHERE n = 0), :amount);
