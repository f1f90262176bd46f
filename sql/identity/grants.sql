-- Tables are granted to mg_door alone, where they are made.
GRANT USAGE ON SCHEMA identity TO mg_migrator, mg_app, mg_auth, mg_batch, mg_operator, mg_auditor;
GRANT SELECT ON identity.consent_document TO mg_app, mg_operator, mg_auditor;
GRANT SELECT ON identity.permission, identity.role_template, identity.role_template_permission, identity.command_permission
  TO mg_app, mg_operator, mg_auditor;
