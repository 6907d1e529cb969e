import { connect } from 'node:net';
import { findBinary } from './find-binary.js';
import { freePort } from './free-port.js';
import { serverFolder, ServerProcess } from './server-process.js';

export interface RedisOptions {
  /** Keeps what it holds over a restart (append-only file, synced each second). Off: it comes back empty. */
  appendOnly?: boolean;
  /** `noeviction` unless set. */
  maxMemoryPolicy?: string;
  /** Further arguments of redis-server. */
  args?: string[];
}

/** A private Redis. `url` has no database number. */
export class RedisServer extends ServerProcess {
  constructor(
    folder: string,
    readonly port: number,
    options: RedisOptions,
  ) {
    super(folder, {
      name: 'redis-server',
      binary: findBinary(['redis-server'], 'redis-server', 'TEST_REDIS_URL'),
      args: [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--databases', '4096'],
        ...['--save', '', '--appendonly', options.appendOnly ? 'yes' : 'no'],
        ...['--maxmemory-policy', options.maxMemoryPolicy ?? 'noeviction', ...(options.args ?? [])],
      ],
      ready: () => ping(port),
    });
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }
}

/** Resolves when a Redis on this port answers PONG. */
function ping(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1000, () => socket.destroy(new Error('no answer')));
    socket.once('data', (answer) => {
      socket.destroy();
      if (answer.toString().startsWith('+PONG')) resolve();
      else reject(new Error(answer.toString().trim()));
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

/** Starts a Redis of its own on a free port: for tests that kill, restart or freeze it. Call `stop()` at the end. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const server = new RedisServer(serverFolder('redis'), await freePort(), options);
  await server.start();
  return server;
}
