import { Injectable } from '@nestjs/common';
import { Durable } from '#libs/durable';
import { Blobs } from '#libs/platform/blobs';
import { AuditLog } from '../audit/audit-log.js';
import { RetentionRepository, type Swept } from './retention.repository.js';

const dayMs = 86_400_000;
/** What one batch takes at most; between two batches others have their turn. */
export const batchSize = 100;

export interface Batch extends Swept {
  /** Something of the company is left. */
  more: boolean;
}

/** Takes one batch of what a company need not keep any more. Never a run that is under way; whatever interrupts it, the next one goes on. */
@Injectable()
export class Sweeping {
  constructor(
    private readonly rows: RetentionRepository,
    private readonly durable: Durable,
    private readonly blobs: Blobs,
    private readonly auditLog: AuditLog,
  ) {}

  /** @param now database time, epoch ms */
  async batch(companyId: string, now: number): Promise<Batch> {
    const policy = await this.rows.get(companyId);
    const cutoff = now - policy.runDays * dayMs;
    const ended = await this.rows.endedRuns(companyId, cutoff, batchSize);
    const deleted = await this.durable.retention.remove(ended, (tx, ids) => this.rows.deleteRuns(tx, ids));
    const expired = await this.expire(companyId, {
      after: policy.expiredThrough,
      cutoff: now - policy.payloadDays * dayMs,
      now,
    });
    const files =
      policy.artifactDays === null ? 0 : await this.deleteArtifacts(companyId, now - policy.artifactDays * dayMs);
    await this.rows.deleteOldLetters(companyId, cutoff);
    const told = await this.auditLog.cut(companyId, now - policy.auditDays * dayMs, batchSize);
    // Runs whose durable run is not over (which cannot be) must not keep the sweeper busy for ever.
    const more = deleted.length === batchSize || expired.more || files === batchSize || told === batchSize;
    return { runsDeleted: deleted.length, payloadsExpired: expired.count, artifactsDeleted: files, more };
  }

  private async expire(companyId: string, { after, cutoff, now }: { after: string; cutoff: number; now: number }) {
    const aged = await this.rows.agedRuns(companyId, after, cutoff, batchSize);
    const late = await this.rows.pendingRuns(companyId, cutoff, batchSize);
    const due = [...aged.filter(({ isDue }) => isDue).map(({ id }) => id), ...late];
    const expired = await this.durable.retention.expire(due, (tx, ids) => this.rows.markExpired(tx, ids, now));
    const last = aged.at(-1);
    if (last) {
      const pending = aged.filter(({ isDue }) => !isDue).map(({ id }) => id);
      await this.rows.moveOn(companyId, last.id, pending);
    }
    return { count: expired.length, more: aged.length === batchSize || late.length === batchSize };
  }

  /** The content first: a row without content would be a promise that cannot be kept, for longer. */
  private async deleteArtifacts(companyId: string, cutoff: number): Promise<number> {
    const old = await this.rows.oldArtifacts(companyId, cutoff, batchSize);
    for (const { blobKey } of old) await this.blobs.delete(blobKey);
    if (old.length > 0)
      await this.rows.deleteArtifacts(
        companyId,
        old.map(({ id }) => id),
      );
    return old.length;
  }
}
