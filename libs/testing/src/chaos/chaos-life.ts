import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ChaosSettings } from './chaos-process.js';

/** A service process of a chaos run, seen from outside. */
export class ChaosLife {
  /** Lines about faults, and what it wrote to stderr. */
  readonly complaints: string[] = [];
  readonly ready: Promise<void>;
  readonly gone: Promise<{ code: number | null; signal: string | null }>;
  private readonly child: ChildProcess;

  constructor(settings: ChaosSettings, onAccepted: (runId: string) => void) {
    const child = (this.child = spawn(
      process.execPath,
      ['--import', './scripts/ts.mjs', 'libs/testing/src/chaos/chaos-process.ts'],
      { env: { PATH: process.env['PATH'], CHAOS: JSON.stringify(settings) }, stdio: 'pipe' },
    ));
    child.stderr!.on('data', (text) => this.complaints.push(String(text)));
    this.gone = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
    this.ready = new Promise((resolve) => {
      createInterface(child.stdout!).on('line', (line) => {
        const [word, rest] = line.split(/ (.*)/s);
        if (word === 'ready') resolve();
        if (word === 'accepted') onAccepted(rest ?? '');
        if (word === 'fault') this.complaints.push(rest ?? '');
      });
    });
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Lets it end in order, within ten seconds. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const patience = setTimeout(() => this.kill(), 10_000);
    await this.gone;
    clearTimeout(patience);
  }
}
