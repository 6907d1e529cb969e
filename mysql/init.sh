#!/bin/sh
# Runs once, when the MySQL container starts on an empty volume. Passwords come from AAAS_<SERVICE>_DB_PASSWORD.
set -eu

services="auth company agents ai notifications"

password_of() {
  name="AAAS_$(echo "$1" | tr '[:lower:]' '[:upper:]')_DB_PASSWORD"
  eval "password=\${$name:?}"
  case $password in
    *[!A-Za-z0-9_-]*) echo "$name: letters, digits, _ and - only" >&2; exit 1 ;;
  esac
}

# All are checked before anything is sent: a pipe would hide a failure in its middle.
for service in $services; do password_of "$service"; done

for service in $services; do
  password_of "$service"
  sed -e "s/@service@/$service/g" -e "s/@password@/$password/g" "${AAAS_SERVICE_SQL:-/opt/aaas/service.sql}"
done | MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql --user=root --socket=/var/run/mysqld/mysqld.sock
