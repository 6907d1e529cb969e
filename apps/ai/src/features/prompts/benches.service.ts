import { Injectable } from '@nestjs/common';
import {
  AppError,
  benchLimits,
  newId,
  type Bench,
  type BenchCell,
  type BenchRequest,
  type BenchSummary,
  type Caller,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { compileSchema } from '#libs/platform/json-schema';
import type { Asking } from '../calls/asking.js';
import { TaskPrompting } from '../tasks/task-run.js';
import { csvOf } from './bench-csv.js';
import { BenchRunner } from './bench-runner.js';
import type { BenchRow } from './bench.entity.js';
import { BenchRepository } from './bench.repository.js';
import { benchSummaryColumns, benchSummaryView, benchView, cellView, countedColumns } from './bench.view.js';
import { PromptRunning } from './prompt-running.js';
import { rendered } from './prompt-template.js';
import { PromptRepository } from './prompt.repository.js';

/** Test benches: begun, looked at, stopped, taken away as a table. */
@Injectable()
export class BenchesService {
  constructor(
    private readonly db: Database,
    private readonly benches: BenchRepository,
    private readonly prompts: PromptRepository,
    private readonly running: PromptRunning,
    private readonly prompting: TaskPrompting,
    private readonly runner: BenchRunner,
  ) {}

  /**
   * Everything that can be known to fail is refused before anything is paid.
   * @throws LIMIT_EXCEEDED, MODEL_NOT_FOUND, PROMPT_VARIABLES_INVALID naming the input, MODEL_CANNOT_DO for a judge by rules
   */
  async start(caller: Caller, promptId: string, request: BenchRequest): Promise<Bench> {
    const { companyId } = caller;
    const { models, inputs, repeats, judge = null } = request;
    const total = models.length * inputs.length * repeats;
    if (total > benchLimits.cells) throw exceeded('benchCells', benchLimits.cells, `This bench has ${total} cells`);
    const { currentVersion } = await this.prompts.require(companyId, promptId);
    const wanted = request.version ?? (currentVersion === 0 ? 'draft' : currentVersion);
    const { content, version } = await this.running.contentOf(companyId, promptId, wanted);
    for (const [at, { variables, expected }] of inputs.entries()) {
      rendered(content, variables, `inputs[${at}].variables`);
      if (expected?.schema) compileSchema(expected.schema);
    }
    await this.assertModels(caller, request);
    if ((await this.benches.count(companyId, { status: 'running' })) >= benchLimits.running)
      throw exceeded('benchesRunning', benchLimits.running, 'Other benches are running');
    const now = await this.db.now();
    const row: BenchRow = {
      ...{ id: newId('promptBench'), companyId, promptId, version: version ?? 0, content },
      ...{ models, inputs, repeats, judge, caller, status: 'running', done: 0, total, costMicros: 0 },
      ...{ holder: this.benches.holder, leaseUntil: 0, createdAt: now, endedAt: null },
    };
    await this.benches.insert(companyId, row);
    // Taken like any other: should another process have been faster, it is at work there.
    if (await this.benches.take(row.id)) this.runner.start(row);
    return benchView(row, []);
  }

  /** @throws PROMPT_NOT_FOUND */
  async list({ companyId }: Caller, promptId: string, query: PageQuery): Promise<Page<BenchSummary>> {
    await this.prompts.require(companyId, promptId);
    const found = await this.benches.page(companyId, { ...query, where: { promptId }, columns: benchSummaryColumns });
    return { items: found.items.map(benchSummaryView), nextCursor: found.nextCursor };
  }

  /** @throws BENCH_NOT_FOUND */
  async get({ companyId }: Caller, id: string): Promise<Bench> {
    const row = await this.benches.require(companyId, id);
    const { items } = await this.benches.cells.page(companyId, {
      where: { benchId: id },
      columns: countedColumns,
      order: ['position', 'asc'],
      limit: benchLimits.cells,
    });
    return benchView(row, items);
  }

  /** @throws BENCH_NOT_FOUND */
  async cells({ companyId }: Caller, id: string, query: PageQuery): Promise<Page<BenchCell>> {
    await this.benches.require(companyId, id);
    const found = await this.benches.cells.page(companyId, {
      ...query,
      where: { benchId: id },
      order: ['position', 'asc'],
    });
    return { items: found.items.map(cellView), nextCursor: found.nextCursor };
  }

  /** What was measured stays. @throws BENCH_NOT_FOUND, BENCH_OVER */
  async cancel(caller: Caller, id: string): Promise<Bench> {
    await this.benches.require(caller.companyId, id);
    if (!(await this.benches.end(caller.companyId, id, 'cancelled'))) throw new AppError('BENCH_OVER');
    this.runner.stop(id);
    return this.get(caller, id);
  }

  /** @throws BENCH_NOT_FOUND */
  async export(caller: Caller, id: string) {
    const { items } = await this.cells(caller, id, { limit: benchLimits.cells });
    return { content: csvOf(items), contentType: 'text/csv; charset=utf-8', name: `bench-${id}.csv` };
  }

  private async assertModels(caller: Caller, { models, judge }: BenchRequest): Promise<void> {
    const asking: Asking = { caller, task: 'prompt', origin: {}, signal: new AbortController().signal };
    for (const model of models) await this.prompting.models.resolve(asking, model);
    if (!judge) return;
    const judging = await this.prompting.models.resolve(asking, judge.model);
    if (judging.isRules) throw await this.prompting.cannot(asking, judging, 'judge an answer');
  }
}

const exceeded = (limit: string, most: number, what: string): AppError =>
  new AppError('LIMIT_EXCEEDED', { detail: `${what}; there may be ${most}`, limit, most });
