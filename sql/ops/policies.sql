SELECT core.protect_table('ops.job_run', 'platform');
SELECT core.protect_table('ops.job_step', 'platform');
SELECT core.protect_table('ops.legal_hold', 'platform');
SELECT core.protect_table('ops.disposal', 'platform');
