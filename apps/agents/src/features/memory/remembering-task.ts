import type { Agent } from '#libs/contracts';

/** Whose work it is that remembers: nothing of it comes from a model. */
export interface RememberingTask {
  settings: Agent['memory'];
  agentId: string;
  /** For whom it works. */
  userId: string | null;
  /** What strangers wrote has reached it. */
  outside: boolean;
  conversationId: string | null;
}

/** One memory as a task is told it. */
export interface ToldMemory {
  content: string;
  outside: boolean;
}
