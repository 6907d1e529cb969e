import { fork, type ChildProcess } from 'node:child_process';
import { AppError } from '#libs/contracts';
import { fromWire, toWire, type FromChild, type ToChild } from './wire.js';

/** How the child is started: a program that calls `serveIsolated`. */
export interface IsolatedProgram {
  program: string;
  execArgv?: readonly string[];
}

export interface IsolatedWork extends IsolatedProgram {
  job: unknown;
  /** Answers what the child asks for: it has no connection of its own. */
  call(name: string, args: unknown[]): Promise<unknown>;
  signal: AbortSignal;
  heartbeat(): void;
  /** A child whose event loop stands still for this long is killed; 30 s unless set. */
  silenceMs?: number;
}

/** How long an aborted child may take to end by itself. */
const graceMs = 2000;
const defaultSilenceMs = 30_000;

/**
 * Carries out one piece of work in a process of its own, which lives as long as the work and touches neither database nor network of
 * ours but through `call`.
 * @returns what the program answered
 * @throws STEP_CRASHED with `crashed: true` when the process ended or fell silent before it answered, or the error that it told
 */
export async function runIsolated(work: IsolatedWork): Promise<unknown> {
  const child = fork(work.program, [], {
    execArgv: [...(work.execArgv ?? [])],
    serialization: 'advanced',
    // Nothing of ours is in its environment: no secret, no address.
    env: { TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const abort = () => {
    send(child, { type: 'abort' });
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  };
  work.signal.addEventListener('abort', abort, { once: true });
  try {
    return await conversation(child, work);
  } finally {
    work.signal.removeEventListener('abort', abort);
    child.kill('SIGKILL');
  }
}

function conversation(child: ChildProcess, work: IsolatedWork): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const last = lastWords(child);
    const silence = setTimeout(() => child.kill('SIGKILL'), work.silenceMs ?? defaultSilenceMs);
    const crashed = (how: string) =>
      reject(
        new AppError('STEP_CRASHED', { detail: `The step ended its process: ${how}`, crashed: true, stderr: last() }),
      );
    child.on('message', (message: FromChild) => {
      silence.refresh();
      if (message.type === 'ready') send(child, { type: 'job', job: work.job });
      if (message.type === 'heartbeat') work.heartbeat();
      if (message.type === 'call') void answer(child, work, message);
      if (message.type !== 'done') return;
      if (message.error) reject(fromWire(message.error));
      else resolve(message.value);
    });
    child.once('error', (error) => crashed(error.message));
    child.once('exit', (code, signal) => {
      clearTimeout(silence);
      crashed(signal ?? `exit code ${code}`);
    });
  });
}

async function answer(child: ChildProcess, work: IsolatedWork, { call, name, args }: FromChild & { type: 'call' }) {
  try {
    send(child, { type: 'answer', call, value: await work.call(name, args) });
  } catch (error) {
    send(child, { type: 'answer', call, error: toWire(error) });
  }
}

/** The channel may be closed already: the exit tells. */
function send(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => undefined);
}

/** The end of what the child said on its way out, for the log. */
function lastWords(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-2000)));
  return () => text;
}
