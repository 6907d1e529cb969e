import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { CodeCapability } from '#libs/catalog/kit';
import { AppError } from '#libs/contracts';
import type { StepOrigin } from '../runs/step-origin.js';
import { exceeded, type Answer } from './sandbox.js';
import { SandboxPool } from './sandbox-pool.js';

const MiB = 1024 * 1024;
const inputBytes = 4 * MiB;
const outputBytes = MiB;

/** Runs the code of `code.run` in processes that are thrown away. */
@Injectable()
export class CodeRunning implements OnApplicationShutdown {
  private readonly pool = new SandboxPool();

  onApplicationShutdown(): void {
    this.pool.close();
  }

  capability({ signal }: Pick<StepOrigin, 'signal'>): CodeCapability {
    return {
      run: async ({ code, input, now, seed, timeMs }) => {
        const text = JSON.stringify(input ?? null);
        const bytes = Buffer.byteLength(text);
        if (bytes > inputBytes) throw exceeded('code.input', `the input has ${bytes} bytes; ${inputBytes} are allowed`);
        const job = { code, input: text, now, seed, timeMs, outputBytes };
        const answer = await this.pool.with((sandbox) => {
          signal.throwIfAborted();
          return sandbox.run(job, signal);
        });
        return resultOf(answer);
      },
    };
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
