-- Accounts that people open, confirm, recover and leave by themselves.
-- phase: expand · locks: ACCESS EXCLUSIVE on identity.outgoing_mail at once, SHARE on identity.auth_user while few rows are read · reversible: yes
-- The secret of a mail's link is made when the mail is sent, so that no column ever holds one; unverified people are few:
-- squawk-ignore-file ban-drop-column, require-concurrent-index-creation
ALTER TABLE identity.outgoing_mail
  DROP COLUMN link_sealed,
  ADD COLUMN claimed_until timestamptz;
COMMENT ON COLUMN identity.outgoing_mail.claimed_until IS 'Until then a worker is at it; no other takes it.';
COMMENT ON COLUMN identity.outgoing_mail.due_at IS 'Not before; later after every failure.';

CREATE INDEX auth_user_unverified_ix ON identity.auth_user (created_at) WHERE email_verified_at IS NULL AND email_index IS NOT NULL;
GRANT DELETE ON identity.outgoing_mail, identity.one_time_token TO mg_door;
