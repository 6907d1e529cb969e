import { newId, type KnowledgeBase, type KnowledgeDocument, type KnowledgeHit } from '#libs/contracts';
import { PageBench } from '../../testing/page-bench.js';

const at = '2026-11-20T09:00:00.000Z';
const base: KnowledgeBase = {
  id: newId('knowledgeBase'),
  name: 'Handbook',
  description: 'What customers may expect',
  readRole: 'viewer',
  language: 'english',
  chunkChars: 1600,
  embeddingModel: null,
  rerankModel: null,
  documents: { total: 2, indexed: 1, failed: 1, pending: 0 },
  passages: 3,
  index: { embeddingModel: null, building: null, error: null },
  createdAt: at,
  updatedAt: at,
};
const document: KnowledgeDocument = {
  id: newId('knowledgeDocument'),
  name: 'returns.md',
  sourceId: null,
  url: null,
  contentType: 'text/markdown',
  bytes: 1200,
  status: 'indexed',
  duplicateOf: null,
  progress: null,
  error: null,
  searchable: true,
  trusted: false,
  passages: 3,
  pages: null,
  createdAt: at,
  updatedAt: at,
  indexedAt: at,
};
const broken: KnowledgeDocument = {
  ...document,
  id: newId('knowledgeDocument'),
  name: 'broken.pdf',
  status: 'failed',
  error: { code: 'KNOWLEDGE_UNREADABLE', message: 'The document cannot be read: it is damaged', help: 'Save it anew.' },
};
const hit: KnowledgeHit = {
  text: 'Within 30 days.',
  score: 1,
  base: { id: base.id, name: base.name },
  document: { id: document.id, name: document.name, url: null },
  passage: 2,
  page: null,
  heading: 'Returns',
  marks: ['outside'],
  link: `/knowledge/${base.id}/documents/${document.id}?passage=2`,
  found: ['lexical'],
};
const list = (items: readonly unknown[]) => () => ({ body: { items, nextCursor: null } });

let page: PageBench;
beforeEach(() => {
  page = new PageBench('builder');
  page.answers['GET /knowledge-bases'] = list([base]);
  page.answers[`GET /knowledge-bases/${base.id}`] = () => ({ body: base });
  page.answers[`GET /knowledge-bases/${base.id}/documents`] = list([document, broken]);
});
afterEach(() => page.close());
jest.setTimeout(30_000);

describe('a knowledge base', () => {
  it('is listed with how it stands', async () => {
    await page.open('/knowledge');
    await page.shows('Handbook');
    await page.shows('1 failed');
  });

  it('says what is wrong with a document', async () => {
    await page.open(`/knowledge/${base.id}`);
    await page.shows('returns.md');
    await page.shows('The document cannot be read: it is damaged');
  });

  it('shows what a question finds, and keeps the question with its document', async () => {
    page.answers[`POST /knowledge-bases/${base.id}/search`] = () => ({
      body: { items: [hit], mode: 'lexical', reranked: false, warnings: ['VECTORS_UNAVAILABLE'], ms: 4 },
    });
    const kept = { id: newId('knowledgeQuestion'), question: 'returns', expected: [], createdAt: at };
    page.answers[`POST /knowledge-bases/${base.id}/questions`] = () => ({ status: 201, body: { questions: [kept] } });
    await page.open(`/knowledge/${base.id}?view=search`);
    await page.shows('See what agents and workflows would be given');
    page.type('Question', ' how long? ');
    await page.press('Find passages');
    await page.shows('Within 30 days.');
    await page.shows('it was looked for by words alone');
    await page.shows('May be written by strangers');
    expect(page.sent('POST', `/knowledge-bases/${base.id}/search`)).toEqual([
      { query: 'how long?', mode: 'lexical', rerank: false, limit: 10 },
    ]);
    await page.press('Keep as a test question');
    expect(page.sent('POST', `/knowledge-bases/${base.id}/questions`)).toEqual([
      { questions: [{ question: 'how long?', expected: [{ documentId: document.id, gain: 4 }] }] },
    ]);
  });

  it('opens the passage that was cited', async () => {
    const path = `/knowledge-bases/${base.id}/documents/${document.id}`;
    page.answers[`GET ${path}`] = () => ({ body: document });
    const passage = (n: number) => ({ n, text: `Text ${n}`, heading: null, page: null });
    page.answers[`GET ${path}/passages`] = list([0, 1, 2].map(passage));
    Element.prototype.scrollIntoView = jest.fn();
    await page.open(`/knowledge/${base.id}/documents/${document.id}?passage=2`);
    await page.shows('Text 2');
    await page.shows('Cited');
    expect(globalThis.document.querySelector('[aria-current="true"]')?.textContent).toContain('Text 2');
    expect(Element.prototype.scrollIntoView).toHaveBeenCalled();
  });
});
