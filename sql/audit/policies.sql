SELECT core.protect_table('audit.entry', 'tenant');
SELECT core.protect_table('audit.chain_link', 'internal');
