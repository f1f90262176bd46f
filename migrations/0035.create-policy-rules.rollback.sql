-- squawk-ignore-file ban-drop-table
DROP TABLE identity.policy_rules;
