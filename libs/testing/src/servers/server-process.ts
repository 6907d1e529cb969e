import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reapedFolder } from './reaper.js';

export interface ServerCommand {
  /** Name in messages and of the folder. */
  name: string;
  binary: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Resolves once the server answers; rejects or throws while it does not. Called again and again. */
  ready: () => Promise<unknown>;
  /** How long a start may take; 30 s unless set. */
  startTimeoutMs?: number;
  /** Signal of a graceful stop; SIGTERM unless set. */
  stopSignal?: NodeJS.Signals;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A folder of its own for one server, removed with it at the latest when this process ends. */
export const serverFolder = (name: string): string => mkdtempSync(join(reapedFolder(), `${name}-`));

/** One server that a test started: it can be stopped, killed, frozen and started again on the same port with the same files. */
export class ServerProcess {
  private child: ChildProcess | undefined;
  private exited: Promise<void> = Promise.resolve();

  constructor(
    readonly folder: string,
    private readonly command: ServerCommand,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return this.child !== undefined;
  }

  /** What the server wrote to stdout and stderr, of all its lives. */
  log(): string {
    const file = join(this.folder, 'server.log');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** Resolves when the server answers; `more` are settings of this life alone. @throws with the end of its log when it ends or stays silent. */
  async start(more: NodeJS.ProcessEnv = {}): Promise<void> {
    if (this.child) throw new Error(`${this.command.name} runs already`);
    this.launch(more);
    const deadline = Date.now() + (this.command.startTimeoutMs ?? 30_000);
    let last: unknown;
    while (this.child && Date.now() < deadline) {
      try {
        await this.command.ready();
        return;
      } catch (error) {
        last = error;
        await pause(25);
      }
    }
    const why = this.child ? `gave no answer (${String(last)})` : 'ended while starting';
    await this.kill();
    throw new Error(`${this.command.name} ${why}. Its log ends:\n${this.log().slice(-2000)}`);
  }

  /** Ends the server and all its children at once, as a power cut would. Resolves when it is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.signal(signal);
    await this.end();
  }

  /** Kills the server if it runs and starts it again: same port, same files. */
  async restart(): Promise<void> {
    if (this.child) await this.kill();
    await this.start();
  }

  /** Resolves when the server is gone, by whatever cause. */
  gone(): Promise<void> {
    return this.exited;
  }

  /** Stops it in mid-air: connections stay open and nothing answers. */
  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** Ends the server and keeps its files. */
  async halt(): Promise<void> {
    this.signal('SIGCONT');
    this.signal(this.command.stopSignal ?? 'SIGTERM');
    const patience = setTimeout(() => this.signal('SIGKILL'), 10_000);
    await this.end();
    clearTimeout(patience);
  }

  /** Ends the server and removes its folder. Safe to call twice. */
  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private launch(more: NodeJS.ProcessEnv): void {
    const { binary, args, env, cwd } = this.command;
    const log = openSync(join(this.folder, 'server.log'), 'a');
    // The pid is on disk before the server exists: a parent killed in between leaves nothing behind.
    const child = spawn('/bin/sh', ['-c', 'echo $$ > "$0/pid" && exec "$@"', this.folder, binary, ...args], {
      detached: true,
      cwd: cwd ?? this.folder,
      env: { ...(env ?? process.env), ...more },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    child.unref();
    this.child = child;
    this.exited = new Promise((resolve) => {
      child.once('exit', () => {
        // The main process is gone; its workers may not be.
        this.signal('SIGKILL');
        this.child = undefined;
        rmSync(join(this.folder, 'pid'), { force: true });
        resolve();
      });
      child.once('error', () => {
        this.child = undefined;
        resolve();
      });
    });
  }

  /** A running server does not keep this process alive; one that is waited for does. */
  private async end(): Promise<void> {
    this.child?.ref();
    await this.exited;
  }

  private signal(signal: NodeJS.Signals): void {
    const pid = this.child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Gone already.
    }
  }
}
