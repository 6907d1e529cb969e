import { column } from '#libs/platform/database';

/** One row a company that set limits itself; null: the platform's default. */
export const companyLimitColumns = {
  companyId: column.id(),
  maxConcurrentRuns: column.int(),
  maxRunsPerMinute: column.int().nullable(),
  maxQueuedRuns: column.int(),
};

/** One row a workflow that has limits or a priority of its own. */
export const workflowLimitColumns = {
  workflowId: column.id(),
  companyId: column.id(),
  maxConcurrentRuns: column.int().nullable(),
  maxRunsPerMinute: column.int().nullable(),
  priority: column.int(),
};

/** How far the starts of a company or workflow with a rate have used up their time: the generic cell rate algorithm's one number. */
export const startRateColumns = {
  /** Id of the company or the workflow. */
  id: column.id(),
  companyId: column.id(),
  /** Epoch microseconds at which the bucket is empty again. */
  emptyAtMicros: column.millis(),
};
