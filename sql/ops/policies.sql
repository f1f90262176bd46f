SELECT core.protect_table('ops.job_run', 'platform');
SELECT core.protect_table('ops.job_step', 'platform');
