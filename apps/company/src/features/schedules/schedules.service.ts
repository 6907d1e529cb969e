import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { describeTiming } from '#libs/catalog/node-kinds/trigger-schedule/describe-timing';
import { nextSlots } from '#libs/catalog/node-kinds/trigger-schedule/timing';
import { oneTiming, timingFields, timingOf } from '#libs/catalog/node-kinds/trigger-schedule/timing-fields';
import { scheduleConfig } from '../triggers/trigger-configs.js';
import { AppError, type Caller, type Firing, type Page, type PageQuery, type Schedule } from '#libs/contracts';
import { Database, oneOf, TenantRepository } from '#libs/platform/database';
import { issuesOf } from '#libs/platform/http';
import type { TriggerRow } from '../triggers/trigger.entity.js';
import { TriggerRepository } from '../triggers/trigger.repository.js';
import { WorkflowRepository } from '../workflows/workflow.repository.js';
import { firingEntity, type FiringRow } from './firing.entity.js';
import { nextTimes } from './next-times.js';

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));
const timing = z.strictObject(timingFields).superRefine(oneTiming);

type Asked = {
  cron?: string | undefined;
  every?: string | undefined;
  at?: string | undefined;
  timezone: string;
  count: number;
};

/** Schedules as people see them. */
@Injectable()
export class SchedulesService {
  private readonly firings: TenantRepository<FiringRow>;

  constructor(
    private readonly db: Database,
    private readonly triggers: TriggerRepository,
    private readonly workflows: WorkflowRepository,
  ) {
    this.firings = new TenantRepository(db, firingEntity);
  }

  async list(caller: Caller, page: PageQuery): Promise<Page<Schedule>> {
    const where = { kind: 'trigger.schedule' as const, published: true };
    const found = await this.triggers.page(caller.companyId, { ...page, where, order: ['id', 'asc'] });
    const ids = [...new Set(found.items.map(({ workflowId }) => workflowId))];
    const named = ids.length === 0 ? [] : await this.workflows.find(caller.companyId, { where: { id: oneOf(ids) } });
    const names = new Map(named.map(({ id, name }) => [id, name]));
    return {
      items: found.items.map((row) => scheduleView(row, names.get(row.workflowId) ?? '')),
      nextCursor: found.nextCursor,
    };
  }

  /** @throws TRIGGER_NOT_FOUND */
  async listFirings(caller: Caller, id: string, page: PageQuery): Promise<Page<Firing>> {
    if (!(await this.triggers.exists(caller.companyId, { id }))) throw new AppError('TRIGGER_NOT_FOUND');
    const found = await this.firings.page(caller.companyId, { ...page, where: { triggerId: id } });
    return { items: found.items.map(firingView), nextCursor: found.nextCursor };
  }

  /** @throws SCHEDULE_INVALID naming the field */
  async preview({ count, ...asked }: Asked): Promise<{ description: string; next: string[] }> {
    const parsed = timing.safeParse(asked);
    if (!parsed.success) {
      const issues = issuesOf(parsed.error);
      throw new AppError('SCHEDULE_INVALID', { detail: `${issues[0]?.path}: ${issues[0]?.message}`, issues });
    }
    const now = await this.db.now();
    const when = timingOf(parsed.data, now);
    return { description: describeTiming(when), next: nextSlots(when, now, count).map(iso) };
  }
}

function scheduleView(row: TriggerRow, workflowName: string): Schedule {
  const config = scheduleConfig.parse(row.config);
  return {
    id: row.id,
    workflowId: row.workflowId,
    workflowName,
    node: row.node,
    description: describeTiming(timingOf(config, row.createdAt)),
    timezone: config.timezone,
    state: row.paused ? 'paused' : 'active',
    catchUp: config.catchUp,
    overlap: config.overlap,
    nextAt: nextTimes(row).map(iso),
    lastFiredAt: isoOrNull(row.lastFiredAt),
  };
}

const firingView = ({ id, slotAt, status, reason, runId, createdAt }: FiringRow): Firing => ({
  id,
  slotAt: isoOrNull(slotAt),
  status,
  reason,
  runId,
  createdAt: iso(createdAt),
});
