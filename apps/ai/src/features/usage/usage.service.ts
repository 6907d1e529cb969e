import { Injectable } from '@nestjs/common';
import { costMicros, type TokenCount } from '#libs/catalog/providers/defs';
import { newId, type AiUsage, type Caller, type PageQuery } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import type { Asking } from '../calls/asking.js';
import type { Target } from '../models/model-router.js';
import type { AiCallRow } from './ai-call.entity.js';
import { AiCallRepository } from './ai-call.repository.js';

@Injectable()
export class UsageService {
  constructor(
    private readonly calls: AiCallRepository,
    private readonly db: Database,
  ) {}

  /** Writes down one answered call of a provider, at once: it is paid for, whatever becomes of the answer. */
  async record(
    { caller, task, origin }: Asking,
    { connected, id, model }: Target,
    tokens: TokenCount,
    ms: number,
  ): Promise<AiUsage> {
    const cost = costMicros(model.price, tokens);
    const used = {
      inputTokens: tokens.inputTokens,
      outputTokens: tokens.outputTokens,
      costMicros: cost,
      model: id,
      provider: connected.id,
      ms,
    };
    await this.calls.insert(caller.companyId, {
      id: newId('aiCall'),
      at: await this.db.now(),
      task,
      ...used,
      cachedInputTokens: tokens.cachedInputTokens,
      runId: origin.runId ?? null,
      stepPath: origin.stepPath ?? null,
      workflowId: origin.workflowId ?? null,
      agentId: origin.agentId ?? null,
      taskId: origin.taskId ?? null,
      userId: caller.userId ?? null,
    });
    return used;
  }

  /** Newest first, with the sums over all pages. */
  async list({ companyId }: Caller, { runId, ...page }: PageQuery & { runId?: string | undefined }) {
    const [{ items, nextCursor }, totals] = await Promise.all([
      this.calls.page(companyId, { ...page, where: runId === undefined ? {} : { runId } }),
      this.calls.totals(companyId, runId),
    ]);
    return { items: items.map(viewOf), nextCursor, totals };
  }
}

const viewOf = (row: AiCallRow) => ({
  id: row.id,
  at: new Date(row.at).toISOString(),
  task: row.task,
  model: row.model,
  provider: row.provider,
  inputTokens: row.inputTokens,
  outputTokens: row.outputTokens,
  costMicros: row.costMicros,
  ms: row.ms,
  runId: row.runId,
  stepPath: row.stepPath,
  agentId: row.agentId,
});
