import { column } from '#libs/platform/database';

/** One row a company that set a policy or was swept. */
export const retentionColumns = {
  companyId: column.id(),
  runDays: column.int().nullable(),
  payloadDays: column.int().nullable(),
  artifactDays: column.int().nullable(),
  auditDays: column.int().nullable(),
  /** Id of the run up to which payloads have been taken; those that were not over then are in `retention_pending`. */
  expiredThrough: column.key(64),
  lastSweepAt: column.millis().nullable(),
  runsDeleted: column.int(),
  payloadsExpired: column.int(),
  artifactsDeleted: column.int(),
};

/** Runs that were still under way when the payloads of their age were taken. */
export const pendingColumns = { runId: column.id(), companyId: column.id() };
