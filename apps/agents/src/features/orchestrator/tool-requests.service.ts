import { Injectable } from '@nestjs/common';
import {
  AppError,
  newId,
  type Caller,
  type Page,
  type PageQuery,
  type ToolRequest,
  type ToolWish,
} from '#libs/contracts';
import { Durable } from '#libs/durable';
import { Database, isDuplicateKey, TenantRepository } from '#libs/platform/database';
import { toolRequestEntity, type ToolRequestRow } from './tool-request.entity.js';

export const supplyKind = 'tool-supply';
/** Of one company at a time. */
const mostOpen = 50;

/** For whom a tool is asked for. */
interface WishOrigin {
  /** Asked again under the same key, it is the same request. */
  key?: string | undefined;
  agentId?: string | undefined;
  taskId?: string | undefined;
  /** An agent at work asks, not a person. */
  byAgent?: boolean | undefined;
}

interface RequestFilter {
  status?: ToolRequest['status'] | undefined;
  toolId?: string | undefined;
  taskId?: string | undefined;
}

export interface SupplyInput {
  requestId: string;
  byAgent: boolean;
}

/** The tools that were missing, and what came of it. */
@Injectable()
export class ToolRequestsService {
  private readonly rows: TenantRepository<ToolRequestRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
  ) {
    this.rows = new TenantRepository(db, toolRequestEntity);
  }

  /** The request and the work on it are one commit. @throws LIMIT_EXCEEDED */
  async ask(caller: Caller, { name, purpose }: ToolWish, origin: WishOrigin = {}): Promise<ToolRequest> {
    const { companyId, userId = null } = caller;
    const { key, agentId = null, taskId = null, byAgent = false } = origin;
    const id = newId('toolRequest');
    const requestKey = key ?? id;
    const known = key === undefined ? undefined : await this.rows.findOne(companyId, { requestKey });
    if (known) return requestView(known);
    const open = await this.rows.find(companyId, { where: { status: 'searching' }, limit: mostOpen });
    if (open.length >= mostOpen)
      throw new AppError('LIMIT_EXCEEDED', {
        detail: `At most ${mostOpen} tools are looked for at a time`,
        limit: 'tool.requests',
      });
    const row: ToolRequestRow = {
      ...{ id, companyId, requestKey, name, purpose, agentId, taskId },
      ...{
        status: 'searching' as const,
        source: null,
        toolId: null,
        toolName: null,
        reason: '',
        trials: [],
        attempts: 0,
      },
      requestedBy: byAgent ? null : userId,
      createdAt: await this.db.now(),
      finishedAt: null,
    };
    const input: SupplyInput = { requestId: id, byAgent };
    try {
      await this.db.transaction(async (tx) => {
        await this.rows.in(tx).insert(companyId, row);
        await this.durable.create({ kind: supplyKind, id: `supply.${id}`, companyId, input }, tx);
      });
    } catch (error) {
      const twin = isDuplicateKey(error) ? await this.rows.findOne(companyId, { requestKey }) : undefined;
      if (!twin) throw error;
      return requestView(twin);
    }
    return requestView(row);
  }

  /** Newest first. */
  async list(
    { companyId }: Caller,
    { limit, cursor, ...filter }: PageQuery & RequestFilter,
  ): Promise<Page<ToolRequest>> {
    const where = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const { items, nextCursor } = await this.rows.page(companyId, { ...page, where });
    return { items: items.map(requestView), nextCursor };
  }

  /** @throws TOOL_REQUEST_NOT_FOUND */
  async get({ companyId }: Caller, id: string): Promise<ToolRequest> {
    return requestView(await this.require(companyId, id));
  }

  /** @throws TOOL_REQUEST_NOT_FOUND */
  async require(companyId: string, id: string): Promise<ToolRequestRow> {
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('TOOL_REQUEST_NOT_FOUND');
    return row;
  }

  /** What came of it. */
  async close(
    row: ToolRequestRow,
    end: Pick<ToolRequestRow, 'status' | 'reason'> & Partial<ToolRequestRow>,
  ): Promise<void> {
    const finishedAt = await this.db.now();
    await this.rows.update(row.companyId, { id: row.id, status: 'searching' }, { ...end, finishedAt });
  }
}

const iso = (ms: number) => new Date(ms).toISOString();

const requestView = (row: ToolRequestRow): ToolRequest => ({
  id: row.id,
  name: row.name,
  purpose: row.purpose,
  status: row.status,
  source: row.source,
  tool: row.toolId === null ? null : { id: row.toolId, name: row.toolName ?? row.toolId },
  reason: row.reason,
  trials: row.trials,
  attempts: row.attempts,
  agentId: row.agentId,
  taskId: row.taskId,
  requestedBy: row.requestedBy,
  createdAt: iso(row.createdAt),
  finishedAt: row.finishedAt === null ? null : iso(row.finishedAt),
});
