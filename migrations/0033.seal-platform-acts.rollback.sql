-- squawk-ignore-file ban-drop-table
DROP TABLE audit.platform_link;
