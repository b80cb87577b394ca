-- What mailstate may do in a MariaDB or MySQL database of PostfixAdmin: change rows of these tables, and nothing else.
CREATE USER mailstate@'%' IDENTIFIED BY 'change-me';
GRANT SELECT, INSERT, UPDATE, DELETE ON domain TO mailstate@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON alias_domain TO mailstate@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON mailbox TO mailstate@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON alias TO mailstate@'%';
-- What belongs to a mailbox: it moves with a renamed one and goes with a removed one. How much it holds is read from quota2.
GRANT SELECT, UPDATE, DELETE ON quota TO mailstate@'%';
GRANT SELECT, UPDATE, DELETE ON quota2 TO mailstate@'%';
GRANT SELECT, UPDATE, DELETE ON vacation TO mailstate@'%';
GRANT SELECT, UPDATE, DELETE ON vacation_notification TO mailstate@'%';
GRANT SELECT, UPDATE, DELETE ON fetchmail TO mailstate@'%';
-- Administrators of the organisation; without these two lines the host has no organisation.
GRANT SELECT (username, superadmin, active, created, modified), INSERT, UPDATE (superadmin, active, modified) ON admin TO mailstate@'%';
GRANT SELECT, INSERT, DELETE ON domain_admins TO mailstate@'%';
-- PostfixAdmin 4 and later: mailbox_app_password and totp_exception_address as quota, dkim and dkim_signing as domain.
-- For an account that only plans:
CREATE USER mailstate_reader@'%' IDENTIFIED BY 'change-me';
GRANT SELECT ON domain TO mailstate_reader@'%';
GRANT SELECT ON alias_domain TO mailstate_reader@'%';
GRANT SELECT ON mailbox TO mailstate_reader@'%';
GRANT SELECT ON alias TO mailstate_reader@'%';
GRANT SELECT ON quota2 TO mailstate_reader@'%';
GRANT SELECT ON admin TO mailstate_reader@'%';
GRANT SELECT ON domain_admins TO mailstate_reader@'%';
