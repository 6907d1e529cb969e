import type { KnowledgeDocument } from '#libs/contracts';
import type { Database } from '#libs/platform/database';
import type { DocumentWork } from './knowledge-runs.js';

type Progress = NonNullable<KnowledgeDocument['progress']>;

/** At most this often a document's progress is written down, ms. */
const everyMs = 500;

/** What people see of a document that is being read: the last word counts, and one that is lost costs nothing. */
export class DocumentProgress {
  private writtenAt = -Infinity;
  private step: Progress['step'] | undefined;

  constructor(
    private readonly db: Database,
    private readonly work: DocumentWork,
  ) {}

  tell(step: Progress['step'], done = 0, total = 1): void {
    const now = performance.now();
    if (now - this.writtenAt < everyMs && step === this.step) return;
    this.writtenAt = now;
    this.step = step;
    void this.db
      .run(`UPDATE knowledge_documents SET progress = ? WHERE id = ? AND ingestion = ? AND status = 'running'`, [
        ...[JSON.stringify({ step, done, total }), this.work.documentId, this.work.ingestion],
      ])
      .catch(() => undefined);
  }
}
