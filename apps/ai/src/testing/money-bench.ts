import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelDef, Price } from '#libs/catalog/providers/defs';
import { AppError, newId, type createBudget, type In, type Role } from '#libs/contracts';
import { openDatabase, type Database } from '#libs/platform/database';
import { AuditTrail } from '#libs/platform/audit';
import { eventMigrations, Outbox } from '#libs/platform/events';
import { createLogger } from '#libs/platform/logging';
import { freshMysqlSchema } from '#libs/testing';
import { keptAnswerEntity } from '../features/answer-cache/kept-answer.entity.js';
import { BudgetBook } from '../features/budgets/budget-book.js';
import { budgetEntity, counterEntity } from '../features/budgets/budget.entity.js';
import { BudgetLedger } from '../features/budgets/budget-ledger.js';
import { BudgetRepository } from '../features/budgets/budget.repository.js';
import { BudgetShares } from '../features/budgets/budget-shares.js';
import { BudgetStage } from '../features/budgets/budget.stage.js';
import { BudgetsService } from '../features/budgets/budgets.service.js';
import { CounterRepository } from '../features/budgets/counter.repository.js';
import { Counters } from '../features/budgets/counters.js';
import { RaisesService } from '../features/budgets/raises.service.js';
import type { Asking } from '../features/calls/asking.js';
import type { AnswerPart, ModelCall, NextStage } from '../features/calls/stage.js';
import type { Target } from '../features/models/model-router.js';
import { aiCallEntity } from '../features/usage/ai-call.entity.js';
import { AiCallRepository } from '../features/usage/ai-call.repository.js';
import { PricedModels } from '../features/usage/priced-models.js';
import { SpendRepository } from '../features/usage/spend.repository.js';
import { UsageService } from '../features/usage/usage.service.js';
import { UsageWriter } from '../features/usage/usage-writer.js';
import { aiMigrations } from '../migrations/ai.migrations.js';

const logger = createLogger({ service: 'ai', level: 'silent' });
export type CreateBudget = In<typeof createBudget>['body'];
export const moneyBackends = ['sqlite', 'mysql'] as const;
export type MoneyBackend = (typeof moneyBackends)[number];

/** One micro-dollar a token, unless the model says otherwise. */
const prices: Record<string, Price | null> = {
  'x/one': { input: 1_000_000, output: 1_000_000 },
  'x/cheap': { input: 100_000, output: 100_000 },
  'x/free': { input: 0, output: 0 },
  'x/unknown': null,
};

export function targetNamed(id: string): Target {
  const [provider, name] = id.split('/') as [string, string];
  const model = { name, title: name, contextTokens: null, tools: true, tier: 'large', price: prices[id]! } as ModelDef;
  return { connected: { id: provider, def: {} } as Target['connected'], name, id, model };
}

class KnownModels extends PricedModels {
  priceOf(_companyId: string, { id }: Target): Price | null {
    return prices[id]!;
  }
  resolve(_companyId: string, wanted = 'x/one'): Target {
    if (!(wanted in prices)) throw new AppError('MODEL_NOT_FOUND');
    return targetNamed(wanted);
  }
}

/** Everything about money on one database; `replica()` is another process on the same. No provider: `answering` is the rest of the call. */
export class MoneyBench {
  readonly models = new KnownModels();
  readonly calls: AiCallRepository;
  readonly spend: SpendRepository;
  readonly counters: Counters;
  readonly book: BudgetBook;
  readonly ledger: BudgetLedger;
  readonly usage: UsageService;
  readonly budgets: BudgetsService;
  readonly raises: RaisesService;
  readonly stage: BudgetStage;

  private constructor(
    readonly db: Database,
    private readonly drop: () => Promise<void>,
  ) {
    const rows = new BudgetRepository(db);
    this.calls = new AiCallRepository(db);
    this.spend = new SpendRepository(db);
    this.counters = new Counters(this.spend, this.calls);
    this.book = new BudgetBook(rows);
    this.ledger = new BudgetLedger(db, this.book, this.counters, new Outbox('ai'));
    this.usage = new UsageService(this.calls, this.spend, new UsageWriter(db, this.spend, this.ledger), this.models);
    this.budgets = new BudgetsService(db, rows, new CounterRepository(db), this.counters, this.book);
    this.raises = new RaisesService(db, rows, this.counters, new AuditTrail('ai', db, new Outbox('ai'), logger));
    this.stage = new BudgetStage(new BudgetShares(this.book, this.ledger, this.models), this.models);
  }

  static async open(backend: MoneyBackend): Promise<MoneyBench> {
    const dataDir = mkdtempSync(join(tmpdir(), 'aaas-money-'));
    const schema = backend === 'mysql' ? await freshMysqlSchema() : undefined;
    const db = await openDatabase({
      service: 'ai',
      ...(schema ? { url: schema.url } : {}),
      dataDir,
      entities: [aiCallEntity, budgetEntity, counterEntity, keptAnswerEntity],
      migrations: [...eventMigrations, ...aiMigrations],
      logger,
    });
    return new MoneyBench(db, async () => {
      await db.close();
      await schema?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    });
  }

  replica(): MoneyBench {
    return new MoneyBench(this.db, () => Promise.resolve());
  }

  close(): Promise<void> {
    return this.drop();
  }

  /** A call of somebody; all of one company when it is given. */
  call({ request, ...more }: Partial<Omit<ModelCall, 'asking'>> & AskingOf = {}): ModelCall {
    const { companyId, role, origin, signal, task, ...rest } = more;
    return {
      asking: askingOf({ companyId, role, origin, signal, task }),
      request: request ?? { messages: [{ role: 'user', content: 'hello' }] },
      wanted: undefined,
      notes: {},
      ...rest,
    };
  }

  /** The rest of the call: what it costs is written down, then the answer ends. */
  answering(outputTokens: number, text = 'hi'): NextStage {
    const { usage, models } = this;
    return async function* (call): AsyncIterable<AnswerPart> {
      const target = models.resolve('', call.wanted);
      yield { type: 'text', text };
      const tokens = { inputTokens: 0, cachedInputTokens: 0, outputTokens };
      yield { type: 'end', finish: 'stop', usage: await usage.record(call.asking, target, tokens, 5, call.notes) };
    };
  }

  /** Types of the events that left. */
  async told(companyId: string): Promise<string[]> {
    const rows = await this.db.query<{ type: string }>('SELECT type FROM outbox WHERE company_id = ? ORDER BY seq', [
      companyId,
    ]);
    return rows.map(({ type }) => type);
  }
}

interface AskingOf {
  origin?: Asking['origin'] | undefined;
  signal?: AbortSignal | undefined;
  task?: Asking['task'] | undefined;
  companyId?: string | undefined;
  role?: Role | undefined;
}

export const askingOf = ({ companyId, role, origin, signal, task }: AskingOf = {}): Asking => ({
  caller: { kind: 'service', companyId: companyId ?? newId('company'), role: role ?? 'operator' },
  task: task ?? 'complete',
  origin: origin ?? {},
  signal: signal ?? new AbortController().signal,
});

export async function partsOf(parts: AsyncIterable<AnswerPart>): Promise<AnswerPart[]> {
  const all: AnswerPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}
