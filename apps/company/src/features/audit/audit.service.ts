import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import {
  AppError,
  type AuditEvent,
  type AuditFilters,
  type AuditVerification,
  type Caller,
  type Page,
  type PageQuery,
} from '#libs/contracts';
import { AuditTrail } from '#libs/platform/audit';
import { sqlCondition } from '#libs/platform/database';
import type { FileAnswer } from '#libs/platform/http';
import type { AuditEventRow } from './audit-event.entity.js';
import { AuditEventRepository, conditionOf } from './audit-event.repository.js';
import { exportFormats } from './audit-export.js';
import { AuditVerifier } from './audit-verification.js';

const batchSize = 500;

type Detail = Pick<AuditEvent, 'before' | 'after' | 'facts'>;

const view = (row: AuditEventRow): AuditEvent => ({
  id: row.id,
  seq: row.seq,
  at: new Date(row.at).toISOString(),
  service: row.service,
  action: row.action,
  actor: {
    type: row.actorType,
    id: row.actorId,
    name: row.actorName,
    ...(row.actorUserId === null ? {} : { userId: row.actorUserId }),
  },
  target: { type: row.targetType, id: row.targetId, label: row.targetLabel },
  address: row.address,
  requestId: row.requestId,
  ...detailOf(row.detail),
  hash: row.hash,
});

/** A row that somebody edited must still be shown. */
function detailOf(text: string): Detail {
  try {
    const { before, after, facts } = JSON.parse(text) as Detail;
    return { before: before ?? null, after: after ?? null, facts: facts ?? null };
  } catch {
    return { before: null, after: null, facts: { unreadable: text.slice(0, 2000) } };
  }
}

/** What was done in a company, for those who may know. */
@Injectable()
export class AuditService {
  constructor(
    private readonly rows: AuditEventRepository,
    private readonly verifier: AuditVerifier,
    private readonly trail: AuditTrail,
  ) {}

  async list(
    { companyId }: Caller,
    { limit, cursor, ...filters }: PageQuery & AuditFilters,
  ): Promise<Page<AuditEvent>> {
    const page = await this.rows.page(companyId, {
      limit,
      cursor,
      where: conditionOf(filters),
      order: ['seq', 'desc'],
    });
    return { items: page.items.map(view), nextCursor: page.nextCursor };
  }

  /** @throws NOT_FOUND, also for one of another company */
  async get({ companyId }: Caller, id: string): Promise<AuditEvent> {
    const row = await this.rows.get(companyId, id);
    if (!row) throw new AppError('NOT_FOUND', { detail: 'There is no such event in the audit log' });
    return view(row);
  }

  /** The file tells of itself in the log, too. */
  async export(caller: Caller, format: keyof typeof exportFormats, filters: AuditFilters): Promise<FileAnswer> {
    const { companyId } = caller;
    const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
    await this.trail.tellAlone({
      companyId,
      action: 'audit-log.exported',
      target: { type: 'audit-log', id: companyId },
      facts: { format, ...given },
    });
    const { head, line, contentType } = exportFormats[format];
    const name = `audit-log-${new Date().toISOString().slice(0, 10)}.${format}`;
    return { name, contentType, content: Readable.from(this.lines(companyId, filters, head, line)) };
  }

  verify({ companyId }: Caller, from?: number): Promise<AuditVerification> {
    return this.verifier.verify(companyId, from);
  }

  private async *lines(
    companyId: string,
    filters: AuditFilters,
    head: string,
    line: (event: AuditEvent) => string,
  ): AsyncGenerator<string> {
    if (head !== '') yield head;
    for (let after = 0; ;) {
      const where = {
        ...conditionOf(filters),
        seq: sqlCondition((seq) => `${seq} > :auditAfter`, { auditAfter: after }),
      };
      const rows = await this.rows.find(companyId, { where: where as never, order: { seq: 'asc' }, limit: batchSize });
      if (rows.length > 0) yield rows.map((row) => line(view(row))).join('');
      if (rows.length < batchSize) return;
      after = rows.at(-1)!.seq;
    }
  }
}
