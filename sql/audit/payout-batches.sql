-- Which payout batches are there, how far are they, and how much do they pay?
-- kind: list
-- parameter: days = 31: payout days back from today
SELECT r.batch_number, r.payout_on, r.channel, r.status, r.payout_count, r.total_minor, r.open_count, r.succeeded_minor, r.failed_minor,
  (SELECT count(*) FROM settlement.payout_exception AS x JOIN settlement.payout AS p ON p.tenant_id = x.tenant_id AND p.payout_id = x.payout_id
    WHERE p.payout_batch_id = r.payout_batch_id AND x.status = 'open') AS open_exceptions
FROM settlement.payout_batch_report AS r
WHERE r.payout_on >= current_date - %(days)s::integer
ORDER BY r.payout_on DESC, r.batch_count DESC;
