-- squawk-ignore-file ban-drop-column, ban-drop-table
ALTER TABLE identity.auth_user
  DROP COLUMN data_key_id, DROP COLUMN email_sealed, DROP COLUMN email_mask, DROP COLUMN email_index,
  DROP COLUMN name_ko_sealed, DROP COLUMN name_en_sealed, DROP COLUMN name_mask, DROP COLUMN phone_sealed,
  DROP COLUMN phone_mask, DROP COLUMN phone_index, DROP COLUMN index_key_id, DROP COLUMN email_verified_at,
  DROP COLUMN password_changed_at, DROP COLUMN withdrawn_at;
DROP TABLE identity.data_key;
