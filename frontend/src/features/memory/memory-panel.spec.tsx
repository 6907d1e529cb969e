import { newId, type Memory } from '#libs/contracts';
import { PageBench } from '../../testing/page-bench.js';

const at = '2026-11-30T09:00:00.000Z';
const memory: Memory = {
  id: newId('memory'),
  about: 'user',
  agentId: null,
  kind: 'fact',
  content: 'Prefers short answers',
  outside: true,
  source: 'tool',
  taskId: null,
  conversationId: null,
  lastRecalledAt: null,
  expiresAt: null,
  createdAt: at,
  updatedAt: at,
};

describe('what agents know about the reader', () => {
  let bench: PageBench;
  beforeEach(async () => {
    bench = new PageBench('viewer');
    bench.answers['GET /memories'] = () => ({ body: { items: [memory], nextCursor: null } });
    await bench.open('/profile');
    await bench.shows('Prefers short answers');
  });
  afterEach(() => bench.close());

  it('says where it comes from, and is corrected', async () => {
    await bench.shows('From outside');
    bench.answers[`PATCH /memories/${memory.id}`] = () => ({ body: memory });
    await bench.press('Prefers short answers');
    bench.type('What is kept', 'Prefers long answers');
    bench.type('Kind', 'episode');
    await bench.press('Save');
    expect(bench.sent('PATCH', `/memories/${memory.id}`)).toEqual([
      { content: 'Prefers long answers', kind: 'episode', expiresAt: null },
    ]);
  });

  it('is forgotten, one or all, after a question', async () => {
    bench.answers[`DELETE /memories/${memory.id}`] = () => ({ status: 204 });
    bench.answers['POST /memories/forget'] = () => ({ body: { forgotten: 3 } });
    await bench.press('Forget');
    await bench.shows('1 memory was forgotten');
    await bench.press('Forget all');
    expect(bench.sent('POST', '/memories/forget')).toEqual([]);
    await bench.shows('Forget everything that is kept here?');
    [...document.querySelectorAll<HTMLElement>('[role="dialog"] button')]
      .find((each) => each.textContent === 'Forget all')!
      .click();
    await bench.shows('3 memories were forgotten');
    expect(bench.sent('POST', '/memories/forget')).toEqual([{ about: 'user' }]);
  });

  it('is added to', async () => {
    bench.answers['POST /memories'] = () => ({ status: 201, body: memory });
    await bench.press('Add memory');
    await bench.press('Save');
    expect(bench.sent('POST', '/memories')).toEqual([]);
    bench.type('What is kept', 'Works in Bremen');
    await bench.press('Save');
    expect(bench.sent('POST', '/memories')).toEqual([
      { about: 'user', content: 'Works in Bremen', kind: 'fact', expiresAt: null },
    ]);
  });
});
