import type { z } from 'zod';
import type { aiOrigin, Caller } from '#libs/contracts';

export const aiTasks = [
  'complete',
  'summarize',
  'extract',
  'classify',
  'generate',
  'translate',
  'prompt',
  'embed',
  /** Whether a provider answers, and whether its model can call tools: nobody's question, but paid for. */
  'probe',
] as const;
export type AiTask = (typeof aiTasks)[number];

/** Who asks for what, and where its cost shows. */
export interface Asking {
  caller: Caller;
  task: AiTask;
  origin: z.output<typeof aiOrigin>;
  /** Ends when nobody waits for the answer any more. */
  signal: AbortSignal;
}

/** How a request came in: its key, if it has one, and who waits for it. */
export interface Incoming {
  key?: string | undefined;
  origin?: z.output<typeof aiOrigin> | undefined;
  /** Serves the model instead of the configured providers. Services name it, nobody by HTTP. */
  endpoint?: string | undefined;
  signal: AbortSignal;
}
