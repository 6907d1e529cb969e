import type { ToolDraft } from './tool-draft.js';

/** What the parts of the form share: the draft, how to change it, and what is wrong with a field. */
export interface FormLink {
  draft: ToolDraft;
  set(change: Partial<ToolDraft>): void;
  /** `paths`: where the server says so, when they are called otherwise than the field. */
  errorOf(field: keyof ToolDraft, ...paths: string[]): string | undefined;
}
