import { Durable, type DurableOptions, type Message } from '#libs/durable';
import { FlowDecider, type FlowCommand, type FlowEvent, type RunState } from '#libs/engine';
import type { Database } from '#libs/platform/database';
import { Outbox } from '#libs/platform/events';
import { act } from './chaos-acts.js';
import { flowOf } from './chaos-flows.js';
import { ChaosSettings, projectTo } from './chaos-tables.js';

export interface ChaosRun {
  id: string;
  companyId: string;
  /** See `flowOf`. */
  ref: string;
}

export interface ChaosServiceOptions extends Partial<DurableOptions> {
  db: Database;
  /** Address of the effect receiver. */
  receiver: string;
  /** Whose word each company has; planted bugs replace it. */
  settings?: Pick<ChaosSettings, 'wordOf'>;
  /** Told after each commit with facts; wakes the relay. */
  afterAdd?: () => void;
}

/** What a service is to a chaos run: the engine on the durable runner, with outbox, list, tenants' records and effects on the outside. */
export class ChaosService {
  readonly durable: Durable;
  private readonly db: Database;
  private readonly settings: Pick<ChaosSettings, 'wordOf'>;

  constructor({ db, receiver, afterAdd, settings, ...options }: ChaosServiceOptions) {
    this.db = db;
    this.settings = settings ?? new ChaosSettings(db);
    this.durable = new Durable({
      store: db,
      companyPlaces: 200,
      leaseMs: 1500,
      renewMs: 300,
      reconcileMs: 150,
      graceMs: 100,
      replyMs: 500,
      ...options,
    });
    this.durable.define<RunState, FlowEvent, FlowCommand>({
      kind: 'chaos',
      decider: async ({ ref }) => new FlowDecider(flowOf(ref ?? '').flow),
      execute: async (command, context) => {
        const ref = this.refOf(context.input);
        return act(flowOf(ref), command as never, context, (effect) => this.tell(receiver, effect, context));
      },
      project: projectTo(new Outbox('company', afterAdd)),
      unanswered: async ({ key, path, attempt }): Promise<Message<FlowEvent>> => ({
        id: `${key}.${attempt}`,
        event: { type: 'step.resolved', path, attempt },
      }),
    });
  }

  /** Accepts a run; the list and the run are there together or not at all. */
  async create({ id, companyId, ref }: ChaosRun): Promise<void> {
    await this.db.transaction(async (tx) => {
      const isNew = await this.durable.create({ kind: 'chaos', id, companyId, ref, input: { ref } }, tx);
      if (isNew) await tx.run("INSERT INTO runs (id, company_id, status) VALUES (?, ?, 'queued')", [id, companyId]);
    });
  }

  private refOf(input: unknown): string {
    return (input as { ref: string }).ref;
  }

  private async tell(
    receiver: string,
    effect: 'idempotent' | 'effectful',
    {
      runId,
      companyId,
      path,
      generation,
      attempt,
      key,
    }: { runId: string; companyId: string; path: string; generation: number; attempt: number; key: string },
  ): Promise<number> {
    const owner = await this.settings.wordOf(companyId);
    const body = JSON.stringify({ runId, companyId, path, generation, attempt, key, effect, owner });
    const answer = await fetch(receiver, { method: 'POST', body });
    return ((await answer.json()) as { receipt: number }).receipt;
  }
}
