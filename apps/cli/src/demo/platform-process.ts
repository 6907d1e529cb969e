import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that a first start may take. */
const patienceMs = 60_000;

/** The embedded platform, started beside the demo. */
export class PlatformProcess {
  private constructor(
    readonly url: string,
    readonly logFile: string,
    private readonly child: ChildProcess,
  ) {}

  /** @throws Error with the end of its log when it does not come up */
  static async start(program: string, dataDir: string, wantedPort: number): Promise<PlatformProcess> {
    mkdirSync(dataDir, { recursive: true });
    const port = (await isFree(wantedPort)) ? wantedPort : await anyPort();
    const logFile = join(dataDir, 'platform.log');
    const errors: string[] = [];
    const env = { ...process.env, PORT: String(port), AAAS_DATA_DIR: dataDir };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(logFile, { flags: 'a' });
    child.stdout?.pipe(log);
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    const platform = new PlatformProcess(`http://localhost:${port}`, logFile, child);
    await platform.ready(errors);
    return platform;
  }

  /** Resolves with its exit code when it ends by itself. */
  ended(): Promise<number> {
    return new Promise((resolve) =>
      this.child.exitCode === null
        ? this.child.once('exit', (code) => resolve(code ?? 1))
        : resolve(this.child.exitCode),
    );
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    const killer = setTimeout(() => this.child.kill('SIGKILL'), 35_000);
    await this.ended();
    clearTimeout(killer);
  }

  private async ready(errors: readonly string[]): Promise<void> {
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      if (this.child.exitCode !== null) throw new Error(`The platform did not start:\n${errors.join('').trim()}`);
      const isReady = await fetch(`${this.url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isReady) return;
      await sleep(50);
    }
    await this.stop();
    throw new Error(`The platform is not ready after ${patienceMs / 1000} s; its log: ${this.logFile}`);
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });

const anyPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No port is free')),
      );
    });
  });
