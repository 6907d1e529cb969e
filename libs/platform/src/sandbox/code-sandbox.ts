import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { exceeded, type Answer } from './sandbox.js';
import { SandboxPool } from './sandbox-pool.js';

const MiB = 1024 * 1024;
const inputBytes = 4 * MiB;
const outputBytes = MiB;

/** See `CodeCapability` of the catalogue. */
export interface CodeJob {
  code: string;
  input: unknown;
  /** What the code takes for the time: epoch ms. */
  now: number;
  /** What its random numbers follow from. */
  seed: string;
  timeMs: number;
}

/** Runs JavaScript of strangers in processes that are thrown away. */
@Injectable()
export class CodeSandbox implements OnApplicationShutdown {
  private readonly pool = new SandboxPool();

  onApplicationShutdown(): void {
    this.pool.close();
  }

  /** @throws CODE_FAILED, CODE_CRASHED, CODE_UNAVAILABLE, LIMIT_EXCEEDED naming the limit */
  async run(
    { code, input, now, seed, timeMs }: CodeJob,
    signal: AbortSignal,
  ): Promise<{ value: unknown; logs: string[] }> {
    const text = JSON.stringify(input ?? null);
    const bytes = Buffer.byteLength(text);
    if (bytes > inputBytes) throw exceeded('code.input', `the input has ${bytes} bytes; ${inputBytes} are allowed`);
    const job = { code, input: text, now, seed, timeMs, outputBytes };
    const answer = await this.pool.with((sandbox) => {
      signal.throwIfAborted();
      return sandbox.run(job, signal);
    });
    return resultOf(answer);
  }
}

/** @throws LIMIT_EXCEEDED, CODE_FAILED, with the last lines that the code logged */
function resultOf({ value, limit, message, error, logs }: Answer): { value: unknown; logs: string[] } {
  if (limit !== undefined) throw exceeded(limit, `${message ?? 'a limit was exceeded'}${lastOf(logs)}`);
  if (error) {
    const line = error.line === undefined ? '' : ` (line ${error.line})`;
    throw new AppError('CODE_FAILED', {
      detail: `${error.name}: ${error.message}${line}${lastOf(logs)}`,
      ...(error.line === undefined ? {} : { line: error.line }),
    });
  }
  if (value === undefined || Buffer.byteLength(value) > outputBytes)
    throw new AppError('CODE_CRASHED', { detail: 'The sandbox answered nonsense' });
  return { value: JSON.parse(value) as unknown, logs };
}

const lastOf = (logs: string[]): string =>
  logs.length === 0 ? '' : `; logged last: ${logs.slice(-3).join(' | ').slice(-500)}`;
