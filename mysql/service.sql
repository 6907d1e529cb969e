-- The schema and the user of one service; @service@ and @password@ are filled in by init.sh (containers) and by
-- libs/testing/src/mysql-schemas.ts (local binaries). Safe to run again: it also sets a changed password.
-- The user may do in its own schema what its migrations need, and nothing anywhere else. `_` is a wildcard in a grant.
CREATE DATABASE IF NOT EXISTS `aaas_@service@` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE USER IF NOT EXISTS 'aaas_@service@'@'%' IDENTIFIED BY '@password@';
ALTER USER 'aaas_@service@'@'%' IDENTIFIED BY '@password@';
GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON `aaas\_@service@`.* TO 'aaas_@service@'@'%';
