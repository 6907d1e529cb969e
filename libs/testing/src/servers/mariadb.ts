import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openMysql } from './clients.js';
import { databaseBinary } from './database-binary.js';
import { lookUpBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { serverFolder, ServerProcess } from './server-process.js';

/** An empty data folder that servers start from; made once for a test run, since it takes seconds. */
const templateVariable = 'AAAS_TEST_DATABASE_TEMPLATE';

export interface MariaDbOptions {
  /** Further arguments of the server. */
  args?: string[];
}

const placed = (folder: string, port: number): string[] => [
  ...[`--datadir=${join(folder, 'files')}`, `--port=${port}`, `--socket=${join(folder, 'm.sock')}`],
  ...[`--pid-file=${join(folder, 'm.pid')}`, `--tmpdir=${folder}`],
];

/** A private MariaDB with the durability it has by default. The user of `url` is root without a password and may do all. */
export class MariaDbServer extends ServerProcess {
  constructor(
    folder: string,
    readonly port: number,
    options: MariaDbOptions,
  ) {
    const binary = databaseBinary();
    super(folder, {
      name: binary.name,
      binary: binary.path,
      args: [...binary.args, ...placed(folder, port), ...(options.args ?? [])],
      ready: async () => (await openMysql({ uri: this.url, connectTimeout: 2000 })).end(),
      startTimeoutMs: 60_000,
    });
  }

  get url(): string {
    return `mysql://root@127.0.0.1:${this.port}`;
  }
}

async function fillFrom(template: string | undefined, files: string): Promise<void> {
  if (!template) return databaseBinary().install(files);
  if (lookUpBinary(['cp'])) await promisify(execFile)('cp', ['-a', template, files]);
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
  await databaseBinary().install(files);
  process.env[templateVariable] = files;
  return files;
}
