import { mostRelevant, packed, termsOf } from './relevance.js';

const day = 86_400_000;
const now = 1000 * day;
const memory = (content: string, { days = 0, about = 'agent' as 'agent' | 'user', vector = [] as number[] } = {}) => ({
  content,
  about,
  createdAt: now - days * day,
  updatedAt: now - days * day,
  vector: vector.length > 0 ? packed(vector) : null,
  vectorModel: vector.length > 0 ? 'm' : null,
});
const found = (rows: ReturnType<typeof memory>[], query: string, more: object = {}) =>
  mostRelevant(rows, query, { now, limit: 3, ...more }).map(({ content }) => content);

describe('words', () => {
  it('are compared without case, accents and plurals, and without those that stand everywhere', () => {
    expect(termsOf('The Orders of Café ÉTÉ')).toEqual(['order', 'cafe', 'ete']);
    expect(termsOf('boss glass')).toEqual(['boss', 'glass']);
    expect(termsOf('東京都')).toEqual(['東京', '京都']);
    expect(termsOf('…')).toEqual([]);
  });
});

describe('what is recalled', () => {
  const rows = [
    memory('Invoices of Larkfield go to Bremen', { days: 90 }),
    memory('Larkfield sells garden tools'),
    memory('The office closes at six'),
  ];

  it('shares words with the question, rare ones first', () => {
    expect(found(rows, 'Where do invoices of Larkfield go?')).toEqual([rows[0]!.content, rows[1]!.content]);
  });

  it('is the newer of two that fit alike', () => {
    const twins = [memory('Ann likes tea', { days: 60 }), memory('Ann likes mint')];
    expect(found(twins, 'What does Ann like? Ann likes')).toEqual(['Ann likes mint', 'Ann likes tea']);
  });

  it('is nothing where nothing fits, except what is known of the person', () => {
    expect(found(rows, 'pigeons')).toEqual([]);
    const own = memory('Prefers short answers', { about: 'user', days: 300 });
    expect(found([...rows, own], 'pigeons')).toEqual([own.content]);
  });

  it('fits by meaning where both have vectors of one model, and of one length', () => {
    const apart = [memory('Sells cars', { vector: [1, 0] }), memory('Bakes bread', { vector: [0, 1] })];
    const vector = Float32Array.from([0.1, 0.9]);
    expect(found(apart, 'pastry', { asked: { vector, model: 'm' } })).toEqual(['Bakes bread']);
    expect(found(apart, 'pastry', { asked: { vector, model: 'other' } })).toEqual([]);
    expect(found(apart, 'pastry', { asked: { vector: Float32Array.from([1]), model: 'm' } })).toEqual([]);
  });

  it('is limited', () => expect(found(rows, 'Larkfield office invoices', { limit: 1 })).toHaveLength(1));
});
