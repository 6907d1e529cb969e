import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openMysql } from './clients.js';
import { findBinary, lookUpBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { serverFolder, ServerProcess } from './server-process.js';

const run = promisify(execFile);

/** A server started by root must be told that this is meant. */
const asUser = process.getuid?.() === 0 ? ['--user=root'] : [];

/** An empty data folder that servers start from; made once for a test run, since it takes seconds. */
const templateVariable = 'AAAS_TEST_MARIADB_TEMPLATE';

export interface MariaDbOptions {
  /** Further arguments of the server. */
  args?: string[];
}

function serverArgs(folder: string, port: number, args: string[]): string[] {
  return [
    ...['--no-defaults', ...asUser, `--datadir=${join(folder, 'files')}`, `--port=${port}`, '--bind-address=127.0.0.1'],
    ...[`--socket=${join(folder, 'm.sock')}`, `--pid-file=${join(folder, 'm.pid')}`, `--tmpdir=${folder}`],
    ...['--skip-log-bin', '--skip-name-resolve', '--max-connections=600', '--performance-schema=OFF'],
    ...['--innodb-buffer-pool-size=96M', '--innodb-log-file-size=48M', '--innodb-flush-log-at-trx-commit=1'],
    ...['--character-set-server=utf8mb4', '--collation-server=utf8mb4_unicode_ci', '--secure-file-priv=', ...args],
  ];
}

/** A private MariaDB with the durability it has by default. The user of `url` is root without a password and may do all. */
export class MariaDbServer extends ServerProcess {
  constructor(
    folder: string,
    readonly port: number,
    options: MariaDbOptions,
  ) {
    super(folder, {
      name: 'mariadbd',
      binary: findBinary(['mariadbd', 'mysqld'], 'mariadb-server', 'TEST_MYSQL_URL'),
      args: serverArgs(folder, port, options.args ?? []),
      ready: async () => (await openMysql({ uri: this.url, connectTimeout: 2000 })).end(),
      startTimeoutMs: 60_000,
    });
  }

  get url(): string {
    return `mysql://root@127.0.0.1:${this.port}`;
  }
}

/** Fills a folder with the system tables of a new server. Takes some seconds. */
export async function installMariaDb(files: string): Promise<void> {
  const installer = findBinary(['mariadb-install-db', 'mysql_install_db'], 'mariadb-server', 'TEST_MYSQL_URL');
  await mkdir(files, { recursive: true });
  const args = [
    '--no-defaults',
    ...asUser,
    `--datadir=${files}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ];
  await run(installer, [...args, '--innodb-log-file-size=48M'], { maxBuffer: 1 << 24 });
}

async function fillFrom(template: string | undefined, files: string): Promise<void> {
  if (!template) return installMariaDb(files);
  if (lookUpBinary(['cp'])) await run('cp', ['-a', template, files]);
  else await cp(template, files, { recursive: true });
}

/** Starts a MariaDB of its own on a free port: for tests that kill, restart or freeze it. Call `stop()` at the end. */
export async function startMariaDb(options: MariaDbOptions = {}): Promise<MariaDbServer> {
  const folder = serverFolder('mariadb');
  await fillFrom(process.env[templateVariable], join(folder, 'files'));
  const server = new MariaDbServer(folder, await freePort(), options);
  await server.start();
  return server;
}

/** Makes the template that later `startMariaDb` calls of this process and its children copy. Returns its folder. */
export async function makeMariaDbTemplate(): Promise<string> {
  const files = join(serverFolder('mariadb-template'), 'files');
  await installMariaDb(files);
  process.env[templateVariable] = files;
  return files;
}
