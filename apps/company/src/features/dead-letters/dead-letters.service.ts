import { Injectable } from '@nestjs/common';
import {
  AppError,
  type Caller,
  type DeadLetter,
  type DeadLetterSource,
  type ErrorCode,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { Durable } from '#libs/durable';
import { stepView } from '#libs/engine';
import { Database, TenantRepository, type Tx, type Where } from '#libs/platform/database';
import { EventDeadLetters } from '#libs/platform/events';
import { RunStarter } from '../runs/run-starter.js';
import { RunsService } from '../runs/runs.service.js';
import type { RunInput } from '../runs/run.entity.js';
import { deadLetterEntity, type DeadLetterRow } from './dead-letter.entity.js';
import { keyOf } from './event-letters.js';

interface Filter {
  source?: DeadLetterSource | undefined;
  workflowId?: string | undefined;
  runId?: string | undefined;
}

type Redrive = (caller: Caller, letter: DeadLetterRow) => Promise<void>;

/** Everything that exhausted its bounds: seen, tried once more, or given up. */
@Injectable()
export class DeadLettersService {
  private readonly rows: TenantRepository<DeadLetterRow>;
  /** Each tries once more and marks the letter in the same commit. Asked again, it does nothing. */
  private readonly redrives: Record<DeadLetterSource, Redrive> = {
    step: (caller, letter) => this.redriveStep(caller, letter),
    start: (caller, letter) => this.redriveStart(caller, letter),
    event: (_caller, letter) => this.redriveEvent(letter),
  };

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly runs: RunsService,
    private readonly starter: RunStarter,
    private readonly events: EventDeadLetters,
  ) {
    this.rows = new TenantRepository(db, deadLetterEntity);
  }

  async list(
    { companyId }: Caller,
    { status, source, workflowId, runId, ...page }: PageQuery & Filter & { status: DeadLetterRow['status'] },
  ): Promise<Page<DeadLetter>> {
    const where = { status, ...given({ source, workflowId, runId }) };
    const found = await this.rows.page(companyId, { ...page, where });
    return { items: found.items.map(view), nextCursor: found.nextCursor };
  }

  /** @throws DEAD_LETTER_NOT_FOUND */
  async get(caller: Caller, id: string): Promise<DeadLetter & { payload: unknown }> {
    const letter = await this.require(caller, id);
    return { ...view(letter), payload: await this.payloadOf(caller, letter) };
  }

  /** @throws DEAD_LETTER_NOT_FOUND, REDRIVE_FAILED, RATE_LIMITED while the company has no room for the start */
  async redrive(caller: Caller, id: string): Promise<DeadLetter> {
    const letter = await this.require(caller, id);
    if (letter.status === 'open') await this.redrives[letter.source](caller, letter);
    return view(await this.require(caller, id));
  }

  async redriveAll(caller: Caller, { limit, ...filter }: Filter & { limit: number }) {
    const where = { status: 'open' as const, ...given(filter) };
    const letters = await this.rows.find(caller.companyId, { where, order: { id: 'asc' }, limit: limit + 1 });
    const redriven: string[] = [];
    const failed: { id: string; code: string; message: string }[] = [];
    for (const letter of letters.slice(0, limit)) {
      try {
        await this.redrives[letter.source](caller, letter);
        redriven.push(letter.id);
      } catch (error) {
        const { code, message } = AppError.is(error) ? error : new AppError('REDRIVE_FAILED');
        failed.push({ id: letter.id, code, message });
      }
    }
    return { redriven, failed, more: letters.length > limit };
  }

  /** Of a step: it fails, and its run goes on as its workflow says. @throws DEAD_LETTER_NOT_FOUND */
  async giveUp(caller: Caller, id: string): Promise<void> {
    const letter = await this.require(caller, id);
    if (letter.source === 'step' && letter.status === 'open') await this.failStep(caller, letter);
    await this.db.transaction(async (tx) => {
      if (letter.source === 'event') await this.events.forget(tx, keyOf(letter.originKey));
      await this.rows.in(tx).delete(caller.companyId, { id });
    });
  }

  private async require({ companyId }: Caller, id: string): Promise<DeadLetterRow> {
    const letter = await this.rows.get(companyId, id);
    if (!letter) throw new AppError('DEAD_LETTER_NOT_FOUND');
    return letter;
  }

  private async payloadOf(caller: Caller, { source, originKey, runId }: DeadLetterRow): Promise<unknown> {
    if (source === 'event') return (await this.events.get(keyOf(originKey))) ?? null;
    return runId === null ? null : (await this.runs.get(caller, runId)).input;
  }

  private async redriveStep(_caller: Caller, letter: DeadLetterRow): Promise<void> {
    const { runId, stepPath } = letter;
    if (runId === null || stepPath === null) throw gone();
    await this.db.transaction(async (tx) => {
      if ((await this.durable.redrive(runId, stepPath, letter.id, tx)) === 'over')
        throw new AppError('REDRIVE_FAILED', { detail: 'The run is over' });
      await this.mark(tx, letter, runId);
    });
  }

  /** The same start again, on the version that it was for, as a run of its own. */
  private async redriveStart(_caller: Caller, letter: DeadLetterRow): Promise<void> {
    const { companyId, runId } = letter;
    if (runId === null) throw gone();
    const { input } = await this.durable.view(runId);
    const createdAt = await this.db.now();
    await this.db.transaction(async (tx) => {
      if (!(await this.mark(tx, letter, null))) return;
      const { id } = await this.starter.createIn(tx, {
        companyId,
        input: input as RunInput,
        requestKey: `dead-letter.${letter.id}`,
        immediate: false,
        beyond: 'refuse',
        createdAt,
      });
      await this.rows.in(tx).update(companyId, { id: letter.id }, { redrivenRunId: id });
    });
  }

  private async redriveEvent(letter: DeadLetterRow): Promise<void> {
    try {
      const isDone = await this.events.redrive(keyOf(letter.originKey), async (tx) => {
        await this.mark(tx, letter, null);
      });
      if (!isDone) throw gone();
    } catch (cause) {
      if (AppError.is(cause, 'REDRIVE_FAILED')) throw cause;
      await this.db.run('UPDATE dead_letters SET attempts = attempts + 1 WHERE id = ?', [letter.id]);
      const code: ErrorCode = AppError.is(cause) ? cause.code : 'INTERNAL';
      throw new AppError('REDRIVE_FAILED', { detail: `The consumer failed at it again: ${code}` }, { cause });
    }
  }

  /** False when somebody else was quicker. */
  private async mark(tx: Tx, { id, companyId, attempts }: DeadLetterRow, redrivenRunId: string | null) {
    const [row] = await tx.query<{ now: number }>(`SELECT ${tx.sql.now} AS now`);
    const changes = {
      status: 'redriven' as const,
      redrivenAt: Number(row?.now),
      attempts: attempts + 1,
      redrivenRunId,
    };
    return (await this.rows.in(tx).update(companyId, { id, status: 'open' }, changes)) > 0;
  }

  private async failStep({ companyId }: Caller, { id, runId, stepPath, message }: DeadLetterRow): Promise<void> {
    if (runId === null || stepPath === null) return;
    const attempt = await this.runs.look(companyId, runId, ({ view: seen, loaded }) =>
      seen.finishedAt === null ? stepView(loaded.flow, seen.state, stepPath)?.attempt : undefined,
    );
    if (attempt === undefined) return;
    const error = { code: 'STEP_CRASHED', message, retry: 'never' };
    await this.durable.send(runId, {
      id: `givenUp.${id}`,
      event: { type: 'step.failed', path: stepPath, attempt, error },
    });
  }
}

const gone = () => new AppError('REDRIVE_FAILED', { detail: 'What it held is no longer there' });

const given = (filter: Filter): Where<DeadLetterRow> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const view = (row: DeadLetterRow): DeadLetter => ({
  id: row.id,
  source: row.source,
  status: row.status,
  subject: row.subject,
  error: { code: row.code, message: row.message },
  attempts: row.attempts,
  runId: row.runId,
  workflowId: row.workflowId,
  stepPath: row.stepPath,
  createdAt: new Date(row.createdAt).toISOString(),
  redrivenAt: isoOrNull(row.redrivenAt),
  redrivenRunId: row.redrivenRunId,
});
