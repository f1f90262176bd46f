-- A hash chain over what belongs to no business: headquarters' acts and security events.
-- phase: expand · locks: none (new table) · reversible: yes
CREATE TABLE audit.platform_link (
  platform_link_id bigint NOT NULL,
  act_id           uuid NOT NULL,
  hash             bytea NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT platform_link_pk PRIMARY KEY (platform_link_id),
  CONSTRAINT platform_link_act_uq UNIQUE (act_id)
);
COMMENT ON TABLE audit.platform_link IS 'Headquarters'' acts and security events sealed into one hash chain, in order, by a job.';
COMMENT ON COLUMN audit.platform_link.platform_link_id IS 'Position in the chain, from 1 without gap.';
COMMENT ON COLUMN audit.platform_link.act_id IS 'Of identity.operator_audit_log or identity.security_event.';
COMMENT ON COLUMN audit.platform_link.hash IS 'SHA-256 over the link before and the act.';
GRANT SELECT, INSERT ON audit.platform_link TO mg_batch_owner;
