import type { PromptContent } from '#libs/contracts';
import { column, defineEntity, type RowOf } from '#libs/platform/database';

export const promptColumns = {
  id: column.id(),
  companyId: column.id(),
  name: column.text(100),
  /** Lower case: names that differ in case alone are the same. That of a deleted one is its id, so that the name is free. */
  nameKey: column.text(100),
  description: column.text(2000),
  draft: column.json<PromptContent>(),
  /** Content hash of the draft: its ETag. */
  draftHash: column.hash(),
  /** The version that is run; 0 before the first. */
  currentVersion: column.int(),
  /** Content hash of that version, or empty. */
  currentHash: column.hash(),
  /** Number of the newest version, also after a roll-back. */
  latestVersion: column.int(),
  createdAt: column.millis(),
  updatedAt: column.millis(),
  deleted: column.bool(),
};
export type PromptRow = RowOf<typeof promptColumns>;
export const promptEntity = defineEntity('ai_prompts', promptColumns, {
  audit: {
    noun: 'prompt',
    label: 'name',
    quiet: ['nameKey', 'draft', 'draftHash', 'latestVersion', 'updatedAt'],
    verbs: { deleted: 'deleted', currentVersion: 'published' },
  },
});

/** Never changes once written: benches and runs name it. */
export const promptVersionColumns = {
  id: column.id(),
  companyId: column.id(),
  promptId: column.id(),
  version: column.int(),
  content: column.json<PromptContent>(),
  contentHash: column.hash(),
  note: column.text(500),
  publishedBy: column.id().nullable(),
  publishedAt: column.millis(),
};
export type PromptVersionRow = RowOf<typeof promptVersionColumns>;
export const promptVersionEntity = defineEntity('ai_prompt_versions', promptVersionColumns, {
  audit: { none: 'a version never changes, and its publication is told of the prompt' },
});
