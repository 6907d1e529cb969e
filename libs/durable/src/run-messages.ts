import { AppError } from '#libs/contracts';
import type { Message } from './definition.port.js';
import { encodeJson, limits, refuse } from './limits.js';
import { asciiId } from './new-run.js';
import { Payload } from './payloads/payload.js';
import type { Payloads } from './payloads/payloads.js';
import type { CrashPoint } from './runner/crash-points.js';
import type { DatabaseClock } from './runner/database-clock.js';
import type { Runner } from './runner/runner.js';
import { insertMessage } from './store/inbox.repository.js';
import { reopenRun } from './store/reopen-run.js';
import { findRun, raiseWake } from './store/run.repository.js';
import { infoOf, type RunRow } from './store/run-rows.js';
import type { SqlStore, SqlTransaction } from './store/sql-store.port.js';

export interface RunMessagesOptions {
  store: SqlStore;
  clock: DatabaseClock;
  payloads: Payloads;
  crashPoint: CrashPoint;
  runner: Runner;
}

/** What reaches runs from outside: messages, and a new beginning for those that failed. What each call promises stands at `Durable`. */
export class RunMessages {
  constructor(private readonly options: RunMessagesOptions) {}

  async send(runId: string, message: Message, tx?: SqlTransaction): Promise<'accepted' | 'duplicate' | 'over'> {
    if (!asciiId.test(message.id) || message.id.length > limits.messageIdLength)
      throw new AppError('VALIDATION_FAILED', { detail: 'A message id is 1 to 191 printable ASCII characters' });
    const { store, payloads } = this.options;
    const what = 'The payload of the message';
    if (message.output === undefined || tx) {
      const output = message.output === undefined ? undefined : Payload.inline(encodeJson(message.output, what));
      if (output && output.bytes > limits.inlineRun) refuse('run.inline.bytes', limits.inlineRun, output.bytes, what);
      return tx
        ? this.sendIn(tx, runId, message, output)
        : store.transaction((own) => this.sendIn(own, runId, message, output));
    }
    const run = await findRun(store, runId);
    if (!run) throw new AppError('RUN_NOT_FOUND');
    const output = await payloads.encode(infoOf(run), message.output, what);
    return store.transaction((own) => this.sendIn(own, runId, message, output));
  }

  async reopen(runId: string, event: { type: string; [field: string]: unknown }, tx: SqlTransaction): Promise<boolean> {
    const row = await reopenRun(tx, runId, event, this.options.clock.now());
    if (row) tx.afterCommit(() => this.options.runner.admitter.soon(row.company_id));
    return row !== undefined;
  }

  private async sendIn(
    tx: SqlTransaction,
    runId: string,
    message: Message,
    output: Payload | undefined,
  ): Promise<'accepted' | 'duplicate' | 'over'> {
    const run = await findRun(tx, runId);
    if (!run) throw new AppError('RUN_NOT_FOUND');
    if (run.finished_at !== null) return 'over';
    const at = this.options.clock.now();
    const isNew = await insertMessage(tx, {
      runId,
      messageId: message.id,
      event: JSON.stringify(message.event),
      output: output && output.ref === undefined ? (output.json ?? null) : null,
      outputRef: output?.ref ?? null,
      at,
    });
    if (!isNew) return 'duplicate';
    // Cancelling must not wait in line behind the runs that it is meant to stop.
    const urgent = message.event.type === 'run.cancelRequested';
    await raiseWake(tx, runId, at, urgent);
    tx.afterCommit(() => this.announce(run, urgent));
    return 'accepted';
  }

  private announce({ id, company_id, group_id, wake }: RunRow, urgent: boolean): void {
    const { crashPoint, runner } = this.options;
    crashPoint('before-wake');
    if (runner.worker?.noteWake(id)) return;
    if (urgent) runner.wake(id, wake + 1, group_id);
    else runner.admitter.soon(company_id);
  }
}
