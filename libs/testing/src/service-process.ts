import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serverFolder, ServerProcess } from './servers/server-process.js';

/** What a started program sees of this one's environment; settings and keys of the person at the terminal stay out. */
const inherited = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR', 'AAAS_TEST_RUN', 'NODE_EXTRA_CA_CERTS'];

const cleanEnvironment = (): Record<string, string> =>
  Object.fromEntries(inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

export interface ServiceOptions {
  /** Of messages: `ai-2`. */
  name: string;
  /** The app in dist/apps. */
  app: string;
  port: number;
  env: Record<string, string>;
}

/** One process of the platform: it can be stopped, killed, frozen and started again with the same port and settings. */
export class ServiceProcess extends ServerProcess {
  readonly name: string;
  readonly port: number;

  constructor({ name, app, port, env }: ServiceOptions) {
    const folder = serverFolder(name);
    mkdirSync(join(folder, 'files'));
    super(folder, {
      name,
      binary: process.execPath,
      args: [join(process.cwd(), `dist/apps/${app}/src/main.js`)],
      cwd: process.cwd(),
      env: { ...cleanEnvironment(), PORT: String(port), AAAS_DATA_DIR: join(folder, 'files'), ...env },
      ready: () => answersReady(port),
      startTimeoutMs: 60_000,
    });
    this.name = name;
    this.port = port;
  }

  /** Its own address, behind no gateway. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
}

async function answersReady(port: number): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3000) });
  if (!response.ok) throw new Error(`/readyz answers ${response.status}: ${await response.text()}`);
}

/** Brings dist up to date (nothing to do: 0.2 s), since processes run what is built. */
export function ensureBuilt(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', 'services'], { stdio: 'inherit' });
}
