import { Injectable } from '@nestjs/common';
import type { KnowledgeSource } from '#libs/contracts';
import { Durable, type SqlTransaction, type StepContext, type StepOutcome } from '#libs/durable';
import { Database, TenantRepository } from '#libs/platform/database';
import { DocumentCommits } from '../documents/document-commits.js';
import { DocumentIntake } from '../documents/document-intake.js';
import { knowledgeDocumentEntity, placeOf, type KnowledgeDocumentRow } from '../documents/knowledge-document.entity.js';
import type { ChainState } from '../ingestion/chain-decider.js';
import { likelyType } from '../reading/document-type.js';
import { knowledgeSourceEntity, type KnowledgeSourceRow } from './knowledge-source.entity.js';
import type { Listed } from './source.port.js';
import { SourceReaders } from './source-readers.js';
import type { SyncWork } from './source-starts.js';

type Counts = Pick<NonNullable<KnowledgeSource['lastSync']>, 'added' | 'changed' | 'deleted' | 'unchanged' | 'skipped'>;
type Known = Pick<KnowledgeDocumentRow, 'id' | 'place' | 'remoteVersion' | 'status' | 'ingestion' | 'blobKey'>;

/** More than a source may have. */
const mostKnown = 20_000;
const minuteMs = 60_000;

/** Looks through a source: what is new or changed is read, what is gone is taken out. Nothing is taken out unless all of the source was seen. */
@Injectable()
export class SourceSync {
  private readonly sources: TenantRepository<KnowledgeSourceRow>;
  private readonly documents: TenantRepository<KnowledgeDocumentRow>;

  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly readers: SourceReaders,
    private readonly intake: DocumentIntake,
    private readonly commits: DocumentCommits,
  ) {
    this.sources = new TenantRepository(db, knowledgeSourceEntity);
    this.documents = new TenantRepository(db, knowledgeDocumentEntity);
  }

  async sync({ companyId, input, signal }: StepContext<ChainState>): Promise<StepOutcome> {
    const { sourceId, nth } = input as SyncWork;
    const source = await this.sources.get(companyId, sourceId);
    if (source?.syncs !== nth) return { kind: 'succeeded', output: null };
    const rows: Known[] = await this.documents.find(companyId, { where: { sourceId }, limit: mostKnown });
    const known = new Map(rows.map((row) => [row.place, row]));
    const counts: Counts = { added: 0, changed: 0, deleted: 0, unchanged: 0, skipped: 0 };
    for await (const item of this.readers.list(source.config, { companyId, signal })) {
      const place = placeOf(sourceId, item.key);
      const row = known.get(place);
      known.delete(place);
      counts[await this.look(source, item, row)]++;
    }
    for (const row of known.values()) {
      signal.throwIfAborted();
      const gone = { ...row, companyId, baseId: source.baseId };
      await this.db.transaction((tx) => this.commits.gone(tx as SqlTransaction, gone));
      counts.deleted++;
    }
    return {
      kind: 'succeeded',
      output: counts,
      write: (tx) => this.finish(tx, companyId, sourceId, nth, { ...counts, error: null }),
    };
  }

  /** In the commit that ends it, well or not. */
  async finish(
    tx: SqlTransaction,
    companyId: string,
    sourceId: string,
    nth: number,
    result: Omit<NonNullable<KnowledgeSource['lastSync']>, 'at'>,
  ): Promise<void> {
    const [row] = await tx.query<{ every_minutes: number | null }>(
      'SELECT every_minutes FROM knowledge_sources WHERE id = ? AND company_id = ?',
      [sourceId, companyId],
    );
    if (!row) return;
    const now = this.durable.now();
    const next = row.every_minutes === null ? null : now + Number(row.every_minutes) * minuteMs;
    await tx.run(
      `UPDATE knowledge_sources SET status = 'waiting', last_sync = ?, next_sync_at = ? WHERE id = ? AND company_id = ? AND syncs = ?`,
      [JSON.stringify({ at: new Date(now).toISOString(), ...result }), next, sourceId, companyId, nth],
    );
  }

  private async look(source: KnowledgeSourceRow, item: Listed, row: Known | undefined): Promise<keyof Counts> {
    const { kind } = source.config;
    // What the web has shows its type only when it is fetched.
    if (kind !== 'page' && kind !== 'sitemap' && !likelyType(item.name, item.contentType)) {
      if (!row) return 'skipped';
    } else if (row && item.version !== null && row.remoteVersion === item.version && row.status !== 'failed')
      return 'unchanged';
    await this.intake.take(source.companyId, source.baseId, { ...item, sourceId: source.id, trusted: source.trusted });
    return row ? 'changed' : 'added';
  }
}
