import type { Prompt, PromptSummary, PromptVersion } from '#libs/contracts';
import { problemsOf } from './prompt-template.js';
import type { PromptRow, PromptVersionRow } from './prompt.entity.js';

export const iso = (ms: number): string => new Date(ms).toISOString();
export const etagOf = (hash: string): string => `"${hash}"`;

/** What lists read: all but the draft. */
export const summaryColumns = [
  'id',
  'name',
  'description',
  'currentVersion',
  'draftHash',
  'currentHash',
  'createdAt',
  'updatedAt',
] as const satisfies (keyof PromptRow)[];

export const summaryView = (row: Pick<PromptRow, (typeof summaryColumns)[number]>): PromptSummary => ({
  id: row.id,
  name: row.name,
  description: row.description,
  publishedVersion: row.currentVersion === 0 ? null : row.currentVersion,
  hasDraftChanges: row.draftHash !== row.currentHash,
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

export const promptView = (row: PromptRow): Prompt => ({
  ...summaryView(row),
  content: row.draft,
  problems: problemsOf(row.draft),
  etag: etagOf(row.draftHash),
});

export const versionSummaryColumns = [
  'version',
  'contentHash',
  'note',
  'publishedAt',
  'publishedBy',
] as const satisfies (keyof PromptVersionRow)[];

export const versionSummary = (
  row: Pick<PromptVersionRow, (typeof versionSummaryColumns)[number]>,
  current: number,
) => ({
  version: row.version,
  contentHash: row.contentHash,
  note: row.note,
  publishedAt: iso(row.publishedAt),
  publishedBy: row.publishedBy,
  current: row.version === current,
});

export const versionView = (row: PromptVersionRow, current: number): PromptVersion => ({
  ...versionSummary(row, current),
  promptId: row.promptId,
  content: row.content,
});
