import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { serverFolder, ServerProcess } from './server-process.js';

export interface NginxPlace {
  /** The free port to listen on. */
  port: number;
  /** Writable folder for pid, logs and temporary files; also nginx's prefix. */
  folder: string;
}

const binary = () => findBinary(['nginx'], 'nginx');

function writeConfig(folder: string, config: string): string {
  const file = join(folder, 'nginx.conf');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(file, config);
  return file;
}

/** Has nginx itself check a configuration (`nginx -t`). @throws with nginx's words when it is wrong. */
export async function checkNginxConfig(config: (place: NginxPlace) => string): Promise<void> {
  const folder = serverFolder('nginx-check');
  const file = writeConfig(folder, config({ port: await freePort(), folder }));
  await promisify(execFile)(binary(), ['-t', '-q', '-p', folder, '-c', file]).catch((error: { stderr?: string }) => {
    throw new Error(`nginx refuses the configuration: ${error.stderr ?? String(error)}`);
  });
}

export class NginxServer extends ServerProcess {
  constructor(
    folder: string,
    readonly port: number,
    config: string,
  ) {
    const file = writeConfig(folder, config);
    super(folder, {
      name: 'nginx',
      binary: binary(),
      args: ['-p', folder, '-c', file, '-g', 'daemon off;'],
      ready: () => accepts(port),
      stopSignal: 'SIGTERM',
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
}

function accepts(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

/** Starts an Nginx on a free port with a whole `nginx.conf` (no `daemon` directive). Call `stop()` at the end. */
export async function startNginx(config: (place: NginxPlace) => string, port?: number): Promise<NginxServer> {
  const folder = serverFolder('nginx');
  const listen = port ?? (await freePort());
  const server = new NginxServer(folder, listen, config({ port: listen, folder }));
  await server.start();
  return server;
}
