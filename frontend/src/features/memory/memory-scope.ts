import type { MemoryAbout } from '#libs/contracts';

/** Whose memories are shown. */
export interface MemoryScope {
  about: MemoryAbout;
  agentId?: string;
}
