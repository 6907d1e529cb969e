import type { AgentDraft, Problems } from './agent-draft.js';

/** What each section of the editor is given. */
export interface SectionProps {
  draft: AgentDraft;
  problems: Problems;
  change(part: Partial<AgentDraft>): void;
}
