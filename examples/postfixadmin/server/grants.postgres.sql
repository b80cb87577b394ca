-- What mailstate may do in a PostgreSQL database of PostfixAdmin: change rows of these tables, and nothing else.
CREATE ROLE mailstate LOGIN PASSWORD 'change-me';
GRANT SELECT, INSERT, UPDATE, DELETE ON domain, alias_domain, mailbox, alias TO mailstate;
-- What belongs to a mailbox: it moves with a renamed one and goes with a removed one. How much it holds is read from quota2.
GRANT SELECT, UPDATE, DELETE ON quota, quota2, vacation, vacation_notification, fetchmail TO mailstate;
-- Administrators of the organisation; without these two lines the host has no organisation.
GRANT SELECT (username, superadmin, active, created, modified), INSERT, UPDATE (superadmin, active, modified) ON admin TO mailstate;
GRANT SELECT, INSERT, DELETE ON domain_admins TO mailstate;
GRANT USAGE ON SEQUENCE domain_admins_id_seq TO mailstate;
-- PostfixAdmin 4 and later:
-- GRANT SELECT, UPDATE, DELETE ON mailbox_app_password, totp_exception_address TO mailstate;
-- GRANT SELECT, INSERT, UPDATE, DELETE ON dkim, dkim_signing TO mailstate;
-- GRANT USAGE ON SEQUENCE dkim_id_seq, dkim_signing_id_seq TO mailstate;
-- For an account that only plans:
CREATE ROLE mailstate_reader LOGIN PASSWORD 'change-me';
GRANT SELECT ON domain, alias_domain, mailbox, alias, quota2, admin, domain_admins TO mailstate_reader;
