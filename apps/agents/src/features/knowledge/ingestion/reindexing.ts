import { Injectable } from '@nestjs/common';
import { Durable, type SqlTransaction, type StepContext, type StepOutcome } from '#libs/durable';
import { Database } from '#libs/platform/database';
import { DocumentCommits } from '../documents/document-commits.js';
import type { IndexPlace, PassageRow } from '../index/index-spec.js';
import { PassageReader } from '../index/passage-reader.js';
import { PassageWriter } from '../index/passage-writer.js';
import { Embedder, hashOf } from './embedder.js';
import { embeddedText, withVectors } from './ingestion.js';
import type { ChainState } from './chain-decider.js';
import type { ReindexWork } from './knowledge-runs.js';

/** Documents that are copied together. */
const batch = 40;
const readAtOnce = 2000;

interface Copied {
  id: string;
  rev: string;
}

/**
 * Builds the next index of a base from the passages of the one that answers, which goes on answering. What is read meanwhile goes into
 * both. When nothing is missing in the new one, it takes over in one commit.
 */
@Injectable()
export class Reindexing {
  constructor(
    private readonly db: Database,
    private readonly durable: Durable,
    private readonly commits: DocumentCommits,
    private readonly reader: PassageReader,
    private readonly writer: PassageWriter,
    private readonly embedder: Embedder,
  ) {}

  async build(context: StepContext<ChainState>): Promise<StepOutcome> {
    const { companyId, signal } = context;
    const { baseId, index, previous } = context.input as ReindexWork;
    const from: IndexPlace = { companyId, baseId, index: previous };
    const to: IndexPlace = { companyId, baseId, index };
    for (;;) {
      signal.throwIfAborted();
      if (!(await this.isWanted(companyId, baseId, index.id))) break;
      const missing = await this.missing(this.db, baseId, batch);
      if (missing.length > 0) await this.copy(from, to, missing, context);
      else if (await this.takeOver(to)) break;
    }
    return { kind: 'succeeded', output: null };
  }

  private async isWanted(companyId: string, baseId: string, indexId: string): Promise<boolean> {
    const [row] = await this.db.query<{ building: string | null }>(
      'SELECT building FROM knowledge_bases WHERE id = ? AND company_id = ?',
      [baseId, companyId],
    );
    return row?.building != null && (JSON.parse(row.building) as { id: string }).id === indexId;
  }

  private missing(on: Pick<SqlTransaction, 'query'>, baseId: string, limit: number): Promise<Copied[]> {
    return on.query<Copied>(
      `SELECT id, rev FROM knowledge_documents WHERE base_id = ? AND rev IS NOT NULL AND (built_rev IS NULL OR built_rev <> rev)
       ORDER BY id LIMIT ${limit}`,
      [baseId],
    );
  }

  private async copy(
    from: IndexPlace,
    to: IndexPlace,
    documents: readonly Copied[],
    { key, signal }: StepContext<ChainState>,
  ): Promise<void> {
    // What an attempt before this one left behind.
    await this.writer.removeRevisions(to, documents);
    const rows = (await Promise.all(documents.map((document) => this.passagesOf(from, document)))).flat();
    const wanted = rows.map((row) => ({ hash: row.hash, text: embeddedText(row) }));
    const vectors = await this.embedder.vectors(to, wanted, { key, signal });
    await this.writer.add(to, withVectors(to, rows, vectors));
    for (const { id, rev } of documents)
      await this.db.run('UPDATE knowledge_documents SET built_rev = ? WHERE id = ? AND rev = ?', [rev, id, rev]);
  }

  private async passagesOf(from: IndexPlace, { id, rev }: Copied): Promise<PassageRow[]> {
    const rows: PassageRow[] = [];
    for (;;) {
      const found = await this.reader.of(from, { document: id, rev }, { from: rows.length, limit: readAtOnce });
      rows.push(...found.map((row) => ({ ...row, hash: hashOf(embeddedText(row)) })));
      if (found.length < readAtOnce) return rows;
    }
  }

  /** @returns false when something came in between */
  private async takeOver(to: IndexPlace): Promise<boolean> {
    const { companyId, baseId, index } = to;
    await this.writer.settle(to);
    return this.db.transaction(async (tx) => {
      const base = await this.commits.lockBase(tx as SqlTransaction, companyId, baseId);
      if (base?.building?.id !== index.id) return true;
      if ((await this.missing(tx as SqlTransaction, baseId, 1)).length > 0) return false;
      await tx.run(
        'UPDATE knowledge_bases SET active = ?, building = NULL, build_error = NULL, updated_at = ? WHERE id = ? AND company_id = ?',
        [JSON.stringify(index), this.durable.now(), baseId, companyId],
      );
      await tx.run('UPDATE knowledge_documents SET built_rev = NULL WHERE base_id = ?', [baseId]);
      return true;
    });
  }

  /** The one that answers stays; people see why. */
  async failed(
    tx: SqlTransaction,
    { companyId, baseId, indexId }: { companyId: string; baseId: string; indexId: string },
    { code, message }: { code: string; message: string },
  ): Promise<void> {
    const base = await this.commits.lockBase(tx, companyId, baseId);
    if (base?.building?.id !== indexId) return;
    await tx.run('UPDATE knowledge_bases SET building = NULL, build_error = ? WHERE id = ? AND company_id = ?', [
      ...[JSON.stringify({ code, message }), baseId, companyId],
    ]);
    await tx.run('UPDATE knowledge_documents SET built_rev = NULL WHERE base_id = ?', [baseId]);
  }
}
