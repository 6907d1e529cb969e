import { spawn, type ChildProcess } from 'node:child_process';
import { z } from 'zod';
import { AppError } from '#libs/contracts';
import { sandboxCommand, type Command } from './sandbox-command.js';

export interface Job {
  code: string;
  /** JSON text. */
  input: string;
  /** Epoch ms. */
  now: number;
  seed: string;
  timeMs: number;
  outputBytes: number;
}

/** What a sandbox answers. It may have been taken over by what it ran, so nothing is taken on trust. */
const answer = z.object({
  value: z.string().optional(),
  limit: z.string().max(100).optional(),
  message: z.string().max(4000).optional(),
  error: z.object({ name: z.string().max(200), message: z.string().max(4000), line: z.number().optional() }).optional(),
  logs: z.array(z.string().max(4000)).max(1000),
});
export type Answer = z.output<typeof answer>;

const KiB = 1024;
/** Time to start, and time beyond the job's own that its answer may take, on a busy machine. */
const startMs = 20_000;
const graceMs = 3_000;

/** One process for one job. However the job ends, the process ends with it. */
export class Sandbox {
  private readonly child: ChildProcess;
  private received = '';
  private most = KiB;
  private onLine: ((line: string) => void) | undefined;
  private onEnd: ((reason: string) => void) | undefined;
  private ended: string | undefined;
  readonly ready: Promise<void>;

  constructor({ file, args, cwd, env }: Command = sandboxCommand()) {
    this.child = spawn(file, args, { cwd, env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    this.child.once('error', () => this.end('it could not be started'));
    // Not `exit`: that may come before the last words are read.
    this.child.once('close', (code, signal) => this.end(`it ended with ${signal ?? code}`));
    // Writing to a process that is gone is told by its end.
    this.child.stdin!.on('error', () => undefined);
    this.child.stdout!.setEncoding('utf8').on('data', (chunk: string) => this.receive(chunk));
    this.ready = this.line(startMs).then(() => undefined);
    this.ready.catch(() => undefined);
    this.keepAlive(false);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isAlive(): boolean {
    return this.ended === undefined;
  }

  /** @throws AppError CODE_UNAVAILABLE when the process never came up, CODE_CRASHED when it ended without a word, LIMIT_EXCEEDED when it had to be killed */
  async run(job: Job, signal?: AbortSignal): Promise<Answer> {
    const stop = () => this.kill('it was cancelled');
    signal?.addEventListener('abort', stop, { once: true });
    this.keepAlive(true);
    try {
      await this.started(signal);
      // An output of JSON inside JSON, each quote and backslash doubled, and the logs.
      this.most = job.outputBytes * 2 + 256 * KiB;
      const line = this.line(job.timeMs + graceMs);
      this.child.stdin!.write(`${JSON.stringify(job)}\n`);
      return parsed(
        await line.catch((error: Error) => Promise.reject(signal?.aborted ? cancelled() : verdictOf(error, job))),
      );
    } finally {
      signal?.removeEventListener('abort', stop);
      this.kill('its job is done');
    }
  }

  kill(reason: string): void {
    this.end(reason);
    this.child.kill('SIGKILL');
  }

  private async started(signal?: AbortSignal): Promise<void> {
    try {
      await this.ready;
    } catch (cause) {
      if (signal?.aborted) throw cancelled();
      throw new AppError('CODE_UNAVAILABLE', {}, { cause });
    }
  }

  /** The next line; rejects when the process ends, says too much, or is silent for too long. */
  private line(ms: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.kill(tooLong), ms);
      timer.unref();
      const settled = (done: () => void) => {
        clearTimeout(timer);
        this.onLine = this.onEnd = undefined;
        done();
      };
      this.onLine = (line) => settled(() => resolve(line));
      this.onEnd = (reason) => settled(() => reject(new Error(reason)));
      if (this.ended !== undefined) this.onEnd(this.ended);
    });
  }

  private receive(chunk: string): void {
    this.received += chunk;
    if (this.received.length > this.most) return this.kill(tooMuch);
    const end = this.received.indexOf('\n');
    if (end < 0) return;
    const line = this.received.slice(0, end);
    this.received = this.received.slice(end + 1);
    this.onLine?.(line);
  }

  private end(reason: string): void {
    if (this.ended !== undefined) return;
    this.ended = reason;
    this.onEnd?.(reason);
  }

  /** An idle sandbox does not keep the platform from ending. */
  private keepAlive(yes: boolean): void {
    for (const handle of [this.child, this.child.stdin, this.child.stdout] as { ref?(): void; unref?(): void }[])
      if (yes) handle.ref?.();
      else handle.unref?.();
  }
}

const cancelled = () => new AppError('CODE_CRASHED', { detail: 'The code was cancelled' });
const tooLong = 'it took too long';
const tooMuch = 'it said too much';

function verdictOf(error: Error, { timeMs, outputBytes }: Job): AppError {
  if (error.message === tooLong) return exceeded('code.time', `the code took longer than ${timeMs} ms`);
  if (error.message === tooMuch) return exceeded('code.output', `the result is larger than ${outputBytes} bytes`);
  return new AppError('CODE_CRASHED', { detail: `The code ended its sandbox: ${error.message}` });
}

export const exceeded = (limit: string, detail: string): AppError => new AppError('LIMIT_EXCEEDED', { detail, limit });

function parsed(line: string): Answer {
  try {
    return answer.parse(JSON.parse(line));
  } catch (cause) {
    throw new AppError('CODE_CRASHED', { detail: 'The sandbox answered nonsense' }, { cause });
  }
}
