import { AppError } from '#libs/contracts';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { Durable } from '#libs/durable';
import { Database } from '#libs/platform/database';
import { DocumentPassages } from './documents/document-passages.js';
import { KnowledgeEvaluationsService } from './evaluation/knowledge-evaluations.service.js';
import { revisionOf } from './index/index-spec.js';
import { PassageTables } from './index/passage-tables.js';
import { PassageWriter } from './index/passage-writer.js';
import { KnowledgeSearch } from './search/knowledge-search.js';
import { callerAs, KnowledgeBench, wish } from './testing/knowledge-bench.js';
import { docxFiles, docxHeading, docxParagraph, pdfOf, zipOf } from './testing/made-files.js';

const guide = '# Returns\n\nGoods may be sent back within 30 days.\n\n# Shipping\n\nParcels leave the warehouse daily.';

describe.each(backends)('knowledge bases on %s', (backend) => {
  let bench: KnowledgeBench;
  const builder = callerAs('builder');
  const stranger = callerAs('owner');
  let count = 0;
  const base = (more: Parameters<typeof wish>[1] = {}) => bench.bases.create(builder, wish(`Base ${++count}`, more));

  beforeAll(async () => {
    bench = await KnowledgeBench.start(backend);
  }, 120_000);
  afterAll(() => bench.stop());
  beforeEach(() => {
    bench.ai.fail = undefined;
  });

  it('finds what was uploaded, with its heading and page, and without any model', async () => {
    const kb = await base();
    const word = zipOf(docxFiles(docxHeading('Warranty') + docxParagraph('Kettles are covered for two years.')));
    await bench.upload(builder, kb, {
      'guide.md': guide,
      'manual.pdf': pdfOf([['Press the red button.'], ['Descale the kettle monthly.']]),
      'warranty.docx': word,
      'stock.csv': 'Product,Shelf\nTeapot,A7\nKettle,B2',
    });
    const documents = await bench.read(builder, kb);
    expect(documents.map(({ name, status, error }) => [name, status, error])).toEqual(
      ['stock.csv', 'warranty.docx', 'manual.pdf', 'guide.md'].map((name) => [name, 'indexed', null]),
    );
    const { items, mode } = await bench.service
      .get(KnowledgeSearch)
      .inBase(builder, kb.id, { query: 'descaling kettles', limit: 3 });
    expect(mode).toBe('lexical');
    expect(items[0]).toMatchObject({
      document: { name: 'manual.pdf' },
      text: expect.stringContaining('Descale the kettle monthly.') as string,
      marks: ['outside'],
      found: ['lexical'],
    });
    const [warranty] = (
      await bench.service.get(KnowledgeSearch).inBase(builder, kb.id, { query: 'warranty', limit: 1 })
    ).items;
    expect(warranty).toMatchObject({ heading: 'Warranty', text: 'Kettles are covered for two years.' });
    expect((await bench.find(builder, kb, 'teapot shelf'))[0]).toBe(
      'stock.csv: Product: Teapot; Shelf: A7\n\nProduct: Kettle; Shelf: B2',
    );
    const link = new URL(warranty!.link, 'http://x');
    const passages = await bench.service
      .get(DocumentPassages)
      .list(
        builder,
        { baseId: kb.id, documentId: warranty!.document.id },
        { limit: 5, from: Number(link.searchParams.get('passage')) },
      );
    expect(passages.items[0]!.text).toBe(warranty!.text);
    expect(await bench.bases.get(builder, kb.id)).toMatchObject({
      documents: { total: 4, indexed: 4, pending: 0, failed: 0 },
    });
  });

  it('follows changes and deletions, and keeps nothing of what is gone', async () => {
    const kb = await base();
    await bench.upload(builder, kb, { 'a.txt': 'The zebra sleeps.', 'b.txt': 'The giraffe eats.' });
    const [, first] = await bench.read(builder, kb);
    await bench.upload(builder, kb, { 'a.txt': 'The lion hunts.' });
    const again = await bench.read(builder, kb);
    expect(again.map(({ id }) => id)).toContain(first!.id);
    expect(again).toHaveLength(2);
    expect(await bench.find(builder, kb, 'zebra')).toEqual([]);
    expect(await bench.find(builder, kb, 'lion')).toEqual(['a.txt: The lion hunts.']);
    await bench.documents.delete(builder, kb.id, first!.id);
    expect(await bench.find(builder, kb, 'lion')).toEqual([]);
    await expect(bench.documents.get(builder, kb.id, first!.id)).rejects.toMatchObject({
      code: 'KNOWLEDGE_DOCUMENT_NOT_FOUND',
    });
    // Not only hidden: the passages of both earlier contents leave the index.
    const index = await activeOf(kb.id);
    const table = (await bench.service
      .get(PassageTables)
      .find({ companyId: builder.companyId, baseId: kb.id, index }))!;
    await eventually(async () => expect(await table.countRows()).toBe(1));
  });

  it('answers for the same content once, and goes on when that one goes', async () => {
    const kb = await base();
    const [one] = await bench.upload(builder, kb, { 'one.txt': 'Penguins swim.' });
    await bench.read(builder, kb);
    await bench.upload(builder, kb, { 'two.txt': 'Penguins swim.' });
    expect((await bench.read(builder, kb)).map(({ name, status, duplicateOf }) => [name, status, duplicateOf])).toEqual(
      [
        ['two.txt', 'duplicate', one!.id],
        ['one.txt', 'indexed', null],
      ],
    );
    expect(await bench.find(builder, kb, 'penguins')).toEqual(['one.txt: Penguins swim.']);
    await bench.documents.delete(builder, kb.id, one!.id);
    await bench.read(builder, kb);
    expect(await bench.find(builder, kb, 'penguins')).toEqual(['two.txt: Penguins swim.']);
  });

  it('says what cannot be read and what to do, and reads it when it is mended', async () => {
    const kb = await base();
    await bench.upload(builder, kb, { 'broken.pdf': '%PDF-1.4 nonsense', 'fine.txt': 'Otters play.' });
    const [fine, broken] = await bench.read(builder, kb);
    expect(fine!.status).toBe('indexed');
    expect(broken).toMatchObject({
      status: 'failed',
      searchable: false,
      error: { code: 'KNOWLEDGE_UNREADABLE', help: expect.stringContaining('damaged') as string },
    });
    await bench.upload(builder, kb, { 'broken.pdf': pdfOf([['Beavers build.']]) });
    await bench.read(builder, kb);
    expect(await bench.find(builder, kb, 'beavers')).toEqual(['broken.pdf: Beavers build.']);
  });

  it('refuses what it does not read before it takes anything', async () => {
    const kb = await base();
    await expect(bench.upload(builder, kb, { 'a.txt': 'x', 'photo.png': 'x' })).rejects.toMatchObject({
      code: 'KNOWLEDGE_TYPE_UNKNOWN',
    });
    await expect(bench.upload(builder, kb, {})).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(bench.documents.add(builder, kb.id, 'text/plain', Buffer.from('x'))).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
    expect(await bench.read(builder, kb)).toEqual([]);
  });

  it('A1: shows nobody the base of another company, nor one above their role', async () => {
    const kb = await base();
    const admin = callerAs('admin', builder.companyId);
    const closed = await bench.bases.create(admin, wish(`Closed ${backend}`, { readRole: 'admin' }));
    await bench.upload(builder, kb, { 'own.txt': 'Our secret recipe.' });
    const [own] = await bench.read(builder, kb);
    const attempts = [
      bench.bases.get(stranger, kb.id),
      bench.bases.update(stranger, kb.id, { name: 'mine' }),
      bench.bases.delete(stranger, kb.id),
      bench.documents.list(stranger, kb.id, { limit: 1 }),
      bench.documents.get(stranger, kb.id, own!.id),
      bench.documents.content(stranger, kb.id, own!.id),
      bench.documents.delete(stranger, kb.id, own!.id),
      bench.find(stranger, kb, 'recipe'),
      bench.upload(stranger, kb, { 'x.txt': 'x' }),
      bench.find(builder, closed, 'recipe'),
      bench.bases.get(builder, closed.id),
      bench.bases.update(builder, closed.id, { readRole: 'viewer' }),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ code: 'KNOWLEDGE_BASE_NOT_FOUND' });
    // A document of another base of the same company is none of this one.
    const other = await base();
    await expect(bench.documents.get(builder, other.id, own!.id)).rejects.toMatchObject({
      code: 'KNOWLEDGE_DOCUMENT_NOT_FOUND',
    });
    expect((await bench.bases.list(stranger, { limit: 50 })).items).toEqual([]);
    expect((await bench.bases.list(builder, { limit: 50 })).items.map(({ id }) => id)).not.toContain(closed.id);
    expect((await bench.bases.list(admin, { limit: 50 })).items.map(({ id }) => id)).toContain(closed.id);
  });

  it('A1: a passage counts only while the row of its document says so', async () => {
    const kb = await base();
    await bench.upload(builder, kb, { 'a.txt': 'Walrus facts.' });
    await bench.read(builder, kb);
    const db = bench.service.get<Database>(Database);
    await db.run('UPDATE knowledge_documents SET rev = ? WHERE base_id = ?', ['anotherrevision', kb.id]);
    expect(await bench.find(builder, kb, 'walrus')).toEqual([]);
  });

  it('F1: what an attempt left behind that died is never shown, and goes with the next reading', async () => {
    const kb = await base();
    const [document] = await bench.upload(builder, kb, { 'a.txt': 'Geckos climb.' });
    await bench.read(builder, kb);
    const place = { companyId: builder.companyId, baseId: kb.id, index: await activeOf(kb.id) };
    const left = {
      document: document!.id,
      rev: revisionOf(1),
      n: 0,
      source: 'upload',
      type: 'text/plain',
      title: 'a',
      heading: '',
      page: -1,
    };
    await bench.service.get(PassageWriter).add(place, [{ ...left, text: 'Geckos climb.', hash: 'h' }]);
    expect(await bench.find(builder, kb, 'geckos')).toEqual(['a.txt: Geckos climb.']);
    const ids = { baseId: kb.id, documentId: document!.id };
    const shown = await bench.service.get(DocumentPassages).list(builder, ids, { limit: 10 });
    expect(shown.items.map(({ text }) => text)).toEqual(['Geckos climb.']);
    await bench.upload(builder, kb, { 'a.txt': 'Geckos stick.' });
    await bench.read(builder, kb);
    const table = (await bench.service.get(PassageTables).find(place))!;
    await eventually(async () => expect(await table.countRows()).toBe(1));
  });

  it('finds by meaning with a model, and joins both lists', async () => {
    const kb = await base({ embeddingModel: 'test/small' });
    await bench.upload(builder, kb, { 'car.txt': 'Every automobile needs oil.', 'dog.txt': 'A puppy needs play.' });
    await bench.read(builder, kb);
    expect((await bench.find(builder, kb, 'vehicle', { mode: 'vector' }))[0]).toBe(
      'car.txt: Every automobile needs oil.',
    );
    expect(await bench.find(builder, kb, 'vehicle', { mode: 'lexical' })).toEqual([]);
    const { items, mode } = await bench.service
      .get(KnowledgeSearch)
      .inBase(builder, kb.id, { query: 'puppy', limit: 2 });
    expect([mode, items[0]!.document.name, items[0]!.found]).toEqual(['hybrid', 'dog.txt', ['lexical', 'vector']]);
  });

  it('finds by words when the model is away, and says so', async () => {
    const kb = await base({ embeddingModel: 'test/small', rerankModel: 'test/judge' });
    await bench.upload(builder, kb, { 'a.txt': 'Foxes run.', 'b.txt': 'Foxes sleep.' });
    await bench.read(builder, kb);
    bench.ai.fail = () => new AppError('MODEL_UNAVAILABLE');
    const search = bench.service.get(KnowledgeSearch);
    const found = await search.inBase(builder, kb.id, { query: 'foxes', limit: 5, rerank: true });
    expect([found.mode, found.items.length, found.warnings, found.reranked]).toEqual([
      'lexical',
      2,
      ['VECTORS_UNAVAILABLE', 'RERANK_FAILED'],
      false,
    ]);
    bench.ai.fail = undefined;
    bench.ai.order = [2, 1, 99];
    const [first, second] = (await search.inBase(builder, kb.id, { query: 'foxes', limit: 5 })).items;
    const reranked = await search.inBase(builder, kb.id, { query: 'foxes', limit: 5, rerank: true });
    expect([reranked.reranked, ...reranked.items.map(({ document }) => document.id)]).toEqual([
      true,
      second!.document.id,
      first!.document.id,
    ]);
  });

  it('asks for no vector twice', async () => {
    const kb = await base({ embeddingModel: 'test/small', chunkChars: 300 });
    const section = (name: string) => `# ${name}\n\n${`${name} sentence of some length. `.repeat(8)}`;
    const text = (...names: string[]) => names.map(section).join('\n\n');
    await bench.upload(builder, kb, { 'a.md': text('Alpha', 'Beta', 'Gamma') });
    await bench.read(builder, kb);
    const before = bench.ai.texts;
    expect(before).toBeGreaterThanOrEqual(3);
    await bench.upload(builder, kb, { 'a.md': text('Alpha', 'Beta', 'Delta') });
    const [document] = await bench.read(builder, kb);
    expect(document).toMatchObject({ status: 'indexed', error: null });
    expect(bench.ai.texts - before).toBe(1);
  });

  it('changes the model without a gap', async () => {
    const kb = await base({ embeddingModel: 'test/small' });
    await bench.upload(builder, kb, { 'a.txt': 'The automobile is red.', 'b.txt': 'The puppy is brown.' });
    await bench.read(builder, kb);
    const before = await activeOf(kb.id);
    let gaps = 0;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) if ((await bench.find(builder, kb, 'automobile', { mode: 'lexical' })).length !== 1) gaps++;
    })();
    await bench.bases.update(builder, kb.id, { embeddingModel: 'test/large' });
    await bench.upload(builder, kb, { 'c.txt': 'The canine barks.' });
    await eventually(async () => {
      const { index } = await bench.bases.get(builder, kb.id);
      expect(index).toMatchObject({ embeddingModel: 'test/large', building: null, error: null });
    });
    await bench.read(builder, kb);
    isOver = true;
    await watching;
    expect(gaps).toBe(0);
    expect((await bench.find(builder, kb, 'dog', { mode: 'vector' })).slice(0, 2).sort()).toEqual([
      'b.txt: The puppy is brown.',
      'c.txt: The canine barks.',
    ]);
    const place = { companyId: builder.companyId, baseId: kb.id, index: before };
    await eventually(async () => expect(await bench.service.get(PassageTables).find(place)).toBeUndefined());
  });

  it('says why an index could not be built, and goes on with the one it has', async () => {
    const kb = await base();
    await bench.upload(builder, kb, { 'a.txt': 'Herons wade.' });
    await bench.read(builder, kb);
    bench.ai.fail = () => new AppError('BUDGET_EXCEEDED');
    await bench.bases.update(builder, kb.id, { embeddingModel: 'test/small' });
    await eventually(async () => {
      const { index } = await bench.bases.get(builder, kb.id);
      expect(index).toMatchObject({ embeddingModel: null, building: null, error: { code: 'BUDGET_EXCEEDED' } });
    });
    expect(await bench.find(builder, kb, 'heron')).toEqual(['a.txt: Herons wade.']);
    await expect(bench.bases.update(builder, kb.id, { embeddingModel: 'test/none' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it('parts documents anew when passages are to be smaller', async () => {
    const kb = await base();
    await bench.upload(builder, kb, { 'long.txt': 'Owls hoot at night. '.repeat(60) });
    const [before] = await bench.read(builder, kb);
    await bench.bases.update(builder, kb.id, { chunkChars: 300 });
    const [after] = await bench.read(builder, kb);
    expect([before!.passages, after!.passages]).toEqual([1, 4]);
  });

  it('measures itself by questions, and keeps the history', async () => {
    const kb = await base();
    await bench.upload(builder, kb, { 'a.txt': 'Storks nest on roofs.', 'b.txt': 'Eels live in rivers.' });
    const documents = await bench.read(builder, kb);
    const id = (name: string) => documents.find((each) => each.name === name)!.id;
    const evaluations = bench.service.get(KnowledgeEvaluationsService);
    await expect(evaluations.start(builder, kb.id, 'hybrid')).rejects.toMatchObject({ code: 'KNOWLEDGE_NO_QUESTIONS' });
    await evaluations.addQuestions(builder, kb.id, [
      { question: 'Where do storks nest?', expected: [{ documentId: id('a.txt'), gain: 4 }] },
      { question: 'Where do eagles fly?', expected: [{ documentId: id('b.txt'), gain: 4 }] },
    ]);
    const { id: evaluation } = await evaluations.start(builder, kb.id, 'hybrid');
    await eventually(async () => {
      const [last] = (await evaluations.list(builder, kb.id, { limit: 5 })).items;
      expect(last).toMatchObject({
        id: evaluation,
        mode: 'lexical',
        status: 'succeeded',
        questions: 2,
        recall: 0.5,
        ndcg: 0.5,
      });
      expect(last!.worst).toEqual([{ question: 'Where do eagles fly?', recall: 0, ndcg: 0 }]);
    });
    const foreign = [{ question: 'x', expected: [{ documentId: 'doc_01h455vb4pex5vsknk084sn02q', gain: 4 }] }];
    await expect(evaluations.addQuestions(builder, kb.id, foreign)).rejects.toMatchObject({
      code: 'KNOWLEDGE_DOCUMENT_NOT_FOUND',
    });
  });

  it('deletes a base with all that it holds', async () => {
    const kb = await base();
    await bench.upload(builder, kb, { 'a.txt': 'Moles dig.' });
    await bench.read(builder, kb);
    const place = { companyId: builder.companyId, baseId: kb.id, index: await activeOf(kb.id) };
    await bench.bases.delete(builder, kb.id);
    await expect(bench.bases.get(builder, kb.id)).rejects.toMatchObject({ code: 'KNOWLEDGE_BASE_NOT_FOUND' });
    await eventually(async () => expect(await bench.service.get(PassageTables).find(place)).toBeUndefined());
    const prefix = `${builder.companyId}/knowledge/${kb.id}/`;
    await eventually(async () => expect((await bench.service.host.wiring.blobs.list(prefix)).keys).toEqual([]));
    expect(await bench.service.get(Durable).summary(`${kb.id}.gone`)).toMatchObject({ status: 'succeeded' });
  });

  async function activeOf(id: string) {
    const [row] = await bench.service
      .get<Database>(Database)
      .query<{ active: string }>('SELECT active FROM knowledge_bases WHERE id = ?', [id]);
    return JSON.parse(row!.active) as Parameters<PassageTables['find']>[0]['index'];
  }
});
