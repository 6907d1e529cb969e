import { Injectable } from '@nestjs/common';
import type { AuditFilters } from '#libs/contracts';
import {
  columnName,
  Database,
  sqlCondition,
  TenantRepository,
  type SqlValue,
  type Where,
} from '#libs/platform/database';
import { auditEventColumns, auditEventEntity, type AuditEventRow } from './audit-event.entity.js';

const numbers = new Set(['seq', 'at']);
const list = Object.keys(auditEventColumns).map(columnName).join(', ');

/** Reads the logs. */
@Injectable()
export class AuditEventRepository extends TenantRepository<AuditEventRow> {
  constructor(private readonly database: Database) {
    super(database, auditEventEntity);
  }

  /** In their order, after a place. */
  async after(companyId: string, seq: number, through: number, limit: number): Promise<AuditEventRow[]> {
    const rows = await this.database.query<Record<string, SqlValue>>(
      `SELECT ${list} FROM audit_events WHERE company_id = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
      [companyId, seq, through, limit],
    );
    return rows.map(toRow);
  }

  /** Place of the last row that there is; 0: none. */
  async last(companyId: string): Promise<number> {
    const [row] = await this.database.query<{ seq: number | null }>(
      'SELECT MAX(seq) AS seq FROM audit_events WHERE company_id = ?',
      [companyId],
    );
    return Number(row?.seq ?? 0);
  }

  override update(): Promise<never> {
    return Promise.reject(new Error('The audit log is never changed'));
  }

  override delete(): Promise<never> {
    return Promise.reject(new Error('The audit log is cut by its retention alone'));
  }
}

const toRow = (row: Record<string, SqlValue>): AuditEventRow =>
  Object.fromEntries(
    Object.keys(auditEventColumns).map((property) => {
      const value = row[columnName(property)];
      return [property, numbers.has(property) ? Number(value) : value];
    }),
  ) as AuditEventRow;

/** What the filters mean as a condition. A person is found under what their API keys did as well. */
export function conditionOf({ from, to, actor, action, target, address }: AuditFilters): Where<AuditEventRow> {
  const span = spanOf(from, to);
  return {
    ...(span ? { at: span } : {}),
    ...(actor === undefined ? {} : actor.startsWith('usr_') ? { actorUserId: actor } : { actorId: actor }),
    ...(action === undefined ? {} : { action: action.includes('.') ? action : about(action) }),
    ...(target === undefined ? {} : { targetId: target }),
    ...(address === undefined ? {} : { address }),
  };
}

const spanOf = (from: string | undefined, to: string | undefined) => {
  if (from === undefined && to === undefined) return undefined;
  return sqlCondition((column) => `${column} >= :auditFrom AND ${column} < :auditTo`, {
    auditFrom: from === undefined ? 0 : Date.parse(from),
    auditTo: to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to),
  }) as never;
};

/** `.` and `/` are neighbours: everything that begins with the noun and a dot. */
const about = (noun: string) =>
  sqlCondition((column) => `${column} >= :auditNoun AND ${column} < :auditBeyond`, {
    auditNoun: `${noun}.`,
    auditBeyond: `${noun}/`,
  });
