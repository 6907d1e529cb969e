import { createHash } from 'node:crypto';

/** Key under which an effect runs: base64url(SHA-256(run id, path, generation)), the same across retries, workers and crashes. */
export const stepKey = (runId: string, path: string, generation: number): string =>
  createHash('sha256')
    .update(JSON.stringify([runId, path, generation]))
    .digest('base64url');
