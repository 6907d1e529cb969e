import { Inject, Injectable } from '@nestjs/common';
import { AppError, type Caller, type Page, type PageQuery, type Trigger, type WebhookTrigger } from '#libs/contracts';
import { Database, oneOf } from '#libs/platform/database';
import { HookDirectory } from '../hooks/hook-directory.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { HookTokens } from './hook-tokens.js';
import { publicUrl } from './public-url.js';
import { nextTimes } from '../schedules/next-times.js';
import { webhookConfig } from './trigger-configs.js';
import type { TriggerRow } from './trigger.entity.js';
import { TriggerRepository } from './trigger.repository.js';
import { unwatched, watchOf } from './watch.js';

const iso = (ms: number) => new Date(ms).toISOString();

/** What starts a workflow by itself, as people see and steer it. */
@Injectable()
export class TriggersService {
  constructor(
    private readonly db: Database,
    private readonly rows: TriggerRepository,
    private readonly workflows: WorkflowRepository,
    private readonly tokens: HookTokens,
    private readonly hooks: HookDirectory,
    @Inject(publicUrl) private readonly address: string,
  ) {}

  /** @throws WORKFLOW_NOT_FOUND */
  async list(caller: Caller, workflowId: string, page: PageQuery): Promise<Page<Trigger>> {
    await this.workflows.require(caller.companyId, workflowId);
    const where = { workflowId, published: true };
    const found = await this.rows.page(caller.companyId, { ...page, where, order: ['id', 'asc'] });
    return { items: await Promise.all(found.items.map((row) => this.view(row))), nextCursor: found.nextCursor };
  }

  /** Webhooks of all published workflows. */
  async listHooks({ companyId }: Caller, page: PageQuery): Promise<Page<WebhookTrigger>> {
    const where = { kind: 'trigger.webhook' as const, published: true };
    const found = await this.rows.page(companyId, { ...page, where, order: ['id', 'asc'] });
    const ids = [...new Set(found.items.map(({ workflowId }) => workflowId))];
    const named = ids.length === 0 ? [] : await this.workflows.find(companyId, { where: { id: oneOf(ids) } });
    const names = new Map(named.map(({ id, name }) => [id, name]));
    return {
      items: await Promise.all(
        found.items.map(async (row) => {
          const { kind: _kind, nextAt: _nextAt, ...seen } = await this.view(row);
          const { methods, signature } = webhookConfig.parse(row.config);
          return { ...seen, workflowName: names.get(row.workflowId) ?? '', methods, signed: signature !== 'none' };
        }),
      ),
      nextCursor: found.nextCursor,
    };
  }

  /** @throws WORKFLOW_NOT_FOUND, TRIGGER_NOT_FOUND */
  pause(caller: Caller, workflowId: string, node: string): Promise<Trigger> {
    return this.change(caller, workflowId, node, () => ({ paused: true, ...unwatched }));
  }

  /** What was missed meanwhile stays missed. @throws WORKFLOW_NOT_FOUND, TRIGGER_NOT_FOUND */
  resume(caller: Caller, workflowId: string, node: string): Promise<Trigger> {
    return this.change(caller, workflowId, node, (row, at) =>
      row.paused ? { paused: false, ...watchOf(row.kind, row, at) } : {},
    );
  }

  /** @throws WORKFLOW_NOT_FOUND, TRIGGER_NOT_FOUND, also when it is no webhook */
  async rotate(caller: Caller, workflowId: string, node: string): Promise<Trigger> {
    const sealer = await this.tokens.sealer(caller.companyId);
    return this.change(caller, workflowId, node, (row) => {
      if (row.kind !== 'trigger.webhook')
        throw new AppError('TRIGGER_NOT_FOUND', { detail: `${node} is no webhook and has no address` });
      return this.tokens.fresh(sealer, row);
    });
  }

  private async change(
    { companyId }: Caller,
    workflowId: string,
    node: string,
    changes: (row: TriggerRow, at: number) => Partial<TriggerRow>,
  ): Promise<Trigger> {
    await this.workflows.require(companyId, workflowId);
    const row = await this.rows.require(companyId, workflowId, node);
    await this.rows.update(companyId, { id: row.id, published: true }, changes(row, await this.db.now()));
    this.hooks.forget();
    return this.view(await this.rows.require(companyId, workflowId, node));
  }

  private async view(row: TriggerRow): Promise<Trigger> {
    const token = await this.tokens.open(row);
    return {
      id: row.id,
      workflowId: row.workflowId,
      node: row.node,
      kind: row.kind,
      version: row.version,
      state: row.paused ? 'paused' : 'active',
      url: token === null ? null : `${this.address}/api/v1/hooks/${token}`,
      nextAt: nextTimes(row).map(iso),
      lastFiredAt: row.lastFiredAt === null ? null : iso(row.lastFiredAt),
      createdAt: iso(row.createdAt),
    };
  }
}
