import type { AuditActor, ServiceName } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

/** What was done in a company. Each row is bound to the one before it: see `audit-chain`. Never changed once written. */
export const auditEventColumns = {
  id: column.id(),
  companyId: column.id(),
  /** Dense within the company, from 1. */
  seq: column.int(),
  /** Of the event that told of it: what comes twice is written once. */
  eventId: column.id(),
  at: column.millis(),
  service: column.key<ServiceName>(16),
  actorType: column.key<AuditActor['type']>(16),
  actorId: column.text(64),
  /** The person behind it: of a key, the one who made it. */
  actorUserId: column.text(64).nullable(),
  actorName: column.text(100).nullable(),
  action: column.key(64),
  targetType: column.text(32),
  targetId: column.text(64),
  targetLabel: column.text(300).nullable(),
  address: column.text(64).nullable(),
  requestId: column.text(128).nullable(),
  /** JSON of `{before, after, facts}`, as the text that was hashed. */
  detail: column.text(),
  hash: column.hash(),
};
export type AuditEventRow = RowOf<typeof auditEventColumns>;
export const auditEventEntity = defineEntity('audit_events', auditEventColumns, {
  audit: { none: 'it is the audit log' },
});

/** The end of each company's log, and where it begins since its retention deleted what came before. */
export const auditHeadColumns = {
  companyId: column.id(),
  seq: column.int(),
  hash: column.hash(),
  cutSeq: column.int(),
  cutHash: column.hash(),
  /** Where the log stood when somebody else's hand was seen on this row; 0: never. */
  faultSeq: column.int(),
  /** Over all of the above: only the platform can write an end. */
  signature: column.hash(),
  /** How far copies of the head have been put elsewhere, and when. Hints, not signed. */
  anchoredSeq: column.int(),
  anchoredAt: column.millis(),
};
