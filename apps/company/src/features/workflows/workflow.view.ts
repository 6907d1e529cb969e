import type { Workflow, WorkflowProblem, WorkflowSummary, WorkflowVersion } from '#libs/contracts';
import type { VersionRow, WorkflowRow } from './workflow.entity.js';

const iso = (ms: number) => new Date(ms).toISOString();

export type LastRun = WorkflowSummary['lastRun'];

/** What lists read: all but the draft, which may be large. */
export const summaryColumns = [
  'id',
  'name',
  'description',
  'currentVersion',
  'draftHash',
  'currentHash',
  'nodeCount',
  'createdAt',
  'updatedAt',
] as const satisfies (keyof WorkflowRow)[];
type SummaryRow = Pick<WorkflowRow, (typeof summaryColumns)[number]>;

export const summaryView = (row: SummaryRow, lastRun: LastRun): WorkflowSummary => ({
  id: row.id,
  name: row.name,
  description: row.description,
  publishedVersion: row.currentVersion === 0 ? null : row.currentVersion,
  hasDraftChanges: row.draftHash !== row.currentHash,
  nodeCount: row.nodeCount,
  lastRun,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

export const workflowView = (row: WorkflowRow, lastRun: LastRun, problems: WorkflowProblem[]): Workflow => ({
  ...summaryView(row, lastRun),
  definition: row.draft,
  problems,
  etag: etagOf(row.draftHash),
});

export const etagOf = (hash: string) => `"${hash}"`;

/** What lists read: all but the definition. */
export const versionSummaryColumns = [
  'version',
  'contentHash',
  'note',
  'publishedAt',
  'publishedBy',
] as const satisfies (keyof VersionRow)[];
type VersionSummaryRow = Pick<VersionRow, (typeof versionSummaryColumns)[number]>;

export const versionSummary = (row: VersionSummaryRow, current: number) => ({
  version: row.version,
  contentHash: row.contentHash,
  note: row.note,
  publishedAt: iso(row.publishedAt),
  publishedBy: row.publishedBy,
  current: row.version === current,
});

export const versionView = (row: VersionRow, current: number): WorkflowVersion => ({
  ...versionSummary(row, current),
  workflowId: row.workflowId,
  definition: row.definition,
});
