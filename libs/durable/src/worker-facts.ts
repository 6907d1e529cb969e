import type { LivingWorker } from './store/serving.js';

/** A living worker, as one company sees it. */
export interface WorkerFacts extends Omit<LivingWorker, 'expiresAt'> {
  /** When it was last heard of, epoch ms of the database. */
  seenAt: number;
  /** Runs of the company that it holds. */
  held: number;
}
