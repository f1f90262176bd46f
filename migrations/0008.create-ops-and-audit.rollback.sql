DROP TABLE audit.chain_link;
DROP TABLE audit.entry;
DROP TABLE ops.job_step;
DROP TABLE ops.job_run;
DROP TABLE ops.job;
