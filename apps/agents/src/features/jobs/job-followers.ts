import type { SqlTransaction } from '#libs/durable';
import type { JobRow } from './job.entity.js';

/** What happens elsewhere when a job is over, in the commit that ends it. */
export abstract class JobFollowers {
  /** @param round counts the ends of one job: 1, and one more for each retry by a person */
  abstract onEnded(tx: SqlTransaction, job: JobRow, round: number): Promise<void>;
}
