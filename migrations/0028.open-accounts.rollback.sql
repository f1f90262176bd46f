REVOKE DELETE ON identity.outgoing_mail, identity.one_time_token FROM mg_door;
DROP INDEX identity.auth_user_unverified_ix;
ALTER TABLE identity.outgoing_mail
  DROP COLUMN claimed_until,
  ADD COLUMN link_sealed bytea;
COMMENT ON COLUMN identity.outgoing_mail.link_sealed IS 'The secret part of the mail''s link, sealed by the person''s key; emptied once it is sent.';
COMMENT ON COLUMN identity.outgoing_mail.due_at IS NULL;
