import type { LivingWorker } from './store/serving.js';

/** A living worker, as one company sees it, or all of them together. */
export interface WorkerFacts extends Omit<LivingWorker, 'expiresAt'> {
  /** When it was last heard of, epoch ms of the database. */
  seenAt: number;
  /** Runs that it holds: of the company, if one was given. */
  held: number;
}
