import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from './find-binary.js';

const run = promisify(execFile);

/** A server started by root must be told that this is meant. */
const asUser = process.getuid?.() === 0 ? ['--user=root'] : [];

/** What differs between the servers that can stand behind the tests. */
export interface DatabaseBinary {
  name: string;
  path: string;
  /** Fills a folder with the system tables of a new server. Takes some seconds. */
  install(files: string): Promise<void>;
  args: string[];
}

const onBoth = [
  ...['--bind-address=127.0.0.1', '--skip-log-bin', '--skip-name-resolve', '--max-connections=600'],
  ...['--performance-schema=OFF', '--innodb-buffer-pool-size=96M', '--innodb-flush-log-at-trx-commit=1'],
  ...['--character-set-server=utf8mb4', '--collation-server=utf8mb4_bin', '--secure-file-priv='],
];

const mariaDb = (): DatabaseBinary => ({
  name: 'mariadbd',
  path: findBinary(['mariadbd', 'mysqld'], 'mariadb-server', 'TEST_MYSQL_URL'),
  async install(files) {
    const installer = findBinary(['mariadb-install-db', 'mysql_install_db'], 'mariadb-server', 'TEST_MYSQL_URL');
    await mkdir(files, { recursive: true });
    const args = ['--no-defaults', ...asUser, `--datadir=${files}`, '--auth-root-authentication-method=normal'];
    await run(installer, [...args, '--skip-test-db', '--innodb-log-file-size=48M'], { maxBuffer: 1 << 24 });
  },
  args: ['--no-defaults', ...asUser, ...onBoth, '--innodb-log-file-size=48M'],
});

/** MySQL's root may come from `localhost` only, and a server that resolves no names never sees that host on TCP. */
const openRoot = `
CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY '';
GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
`;

const mySql = (path: string): DatabaseBinary => ({
  name: 'mysqld',
  path,
  async install(files) {
    const init = join(dirname(files), 'init.sql');
    await mkdir(dirname(files), { recursive: true });
    await writeFile(init, openRoot.trim().replaceAll('\n', ' '));
    const args = ['--no-defaults', ...asUser, '--initialize-insecure', `--init-file=${init}`, `--datadir=${files}`];
    await run(path, [...args, '--secure-file-priv='], { maxBuffer: 1 << 24 });
  },
  args: ['--no-defaults', ...asUser, ...onBoth, '--mysqlx=OFF', '--innodb-redo-log-capacity=96M'],
});

/** MariaDB, or the MySQL that `AAAS_TEST_MYSQLD` names (`npm run test:mysql`). */
export function databaseBinary(): DatabaseBinary {
  const mysqld = process.env['AAAS_TEST_MYSQLD'];
  return mysqld ? mySql(mysqld) : mariaDb();
}
