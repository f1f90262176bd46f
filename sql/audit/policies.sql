SELECT core.protect_table('audit.entry', 'whole');
SELECT core.protect_table('audit.chain_link', 'internal');
SELECT core.protect_table('audit.platform_link', 'platform');
