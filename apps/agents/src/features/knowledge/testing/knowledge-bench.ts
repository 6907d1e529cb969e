import type { Caller, KnowledgeBase, KnowledgeDocument } from '#libs/contracts';
import { callerAs, ServiceUnderTest, type Backend, type Peers } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { agentsService } from '../../../app.module.js';
import { KnowledgeBasesService } from '../bases/knowledge-bases.service.js';
import { KnowledgeDocumentsService } from '../documents/knowledge-documents.service.js';
import { KnowledgeSearch, type Search } from '../search/knowledge-search.js';
import { ScriptedEmbedder } from './scripted-embedder.js';

export type BaseWish = Parameters<KnowledgeBasesService['create']>[1];
export const wish = (name: string, more: Partial<BaseWish> = {}): BaseWish => ({
  name,
  description: '',
  readRole: 'viewer',
  language: 'english',
  chunkChars: 1600,
  embeddingModel: null,
  rerankModel: null,
  ...more,
});

/** A running agents service, and people who work with its knowledge bases. */
export class KnowledgeBench {
  private constructor(
    readonly service: ServiceUnderTest,
    readonly ai: ScriptedEmbedder,
  ) {}

  static async start(
    backend: Backend,
    peers: Peers = {},
    environment: Record<string, string> = {},
  ): Promise<KnowledgeBench> {
    const ai = new ScriptedEmbedder();
    return new KnowledgeBench(await ServiceUnderTest.start(agentsService, backend, { ai, ...peers }, environment), ai);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  get bases(): KnowledgeBasesService {
    return this.service.get(KnowledgeBasesService);
  }

  get documents(): KnowledgeDocumentsService {
    return this.service.get(KnowledgeDocumentsService);
  }

  /** As the web app sends them. */
  async upload(
    caller: Caller,
    base: Pick<KnowledgeBase, 'id'>,
    files: Readonly<Record<string, string | Uint8Array>>,
    { trusted = false }: { trusted?: boolean } = {},
  ): Promise<KnowledgeDocument[]> {
    const form = new FormData();
    for (const [name, content] of Object.entries(files)) form.append('file', new File([content as string], name));
    if (trusted) form.append('trusted', 'true');
    const sent = new Response(form);
    const bytes = new Uint8Array(await sent.arrayBuffer());
    return this.documents.add(caller, base.id, sent.headers.get('content-type')!, bytes);
  }

  /** Until nothing waits. @returns all documents of the base */
  async read(caller: Caller, base: Pick<KnowledgeBase, 'id'>): Promise<KnowledgeDocument[]> {
    let found: KnowledgeDocument[] = [];
    await eventually(async () => {
      found = (await this.documents.list(caller, base.id, { limit: 200 })).items;
      expect(found.filter(({ status }) => status === 'queued' || status === 'running')).toEqual([]);
    });
    return found;
  }

  /** Names of documents and what was found in them. */
  async find(
    caller: Caller,
    base: Pick<KnowledgeBase, 'id'>,
    query: string,
    more: Partial<Search> = {},
  ): Promise<string[]> {
    const search = this.service.get(KnowledgeSearch);
    const { items } = await search.inBase(caller, base.id, { query, limit: 10, ...more });
    return items.map(({ document, text }) => `${document.name}: ${text}`);
  }
}

export { callerAs };
