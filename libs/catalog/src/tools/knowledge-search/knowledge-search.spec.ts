import type { KnowledgeHit } from '#libs/contracts';
import { describeTool } from '../../conformance/tool-suite.js';
import { knowledgeSearch } from './knowledge-search.def.js';
import { runKnowledgeSearch } from './knowledge-search.run.js';

const hit: KnowledgeHit = {
  text: 'Within 30 days.',
  score: 1,
  base: { id: 'kb_1', name: 'Handbook' },
  document: { id: 'doc_1', name: 're](turns).pdf', url: null },
  passage: 2,
  page: 7,
  heading: 'Returns',
  marks: ['outside'],
  link: '/knowledge/kb_1/documents/doc_1?passage=2',
  found: ['lexical'],
};
const search = jest.fn(() => Promise.resolve({ items: [hit], warnings: [] }));

describeTool(knowledgeSearch, runKnowledgeSearch, {
  examples: [
    {
      input: { query: 'returns', bases: ['Handbook'] },
      use: { knowledge: { search } },
      output: {
        passages: [
          {
            text: 'Within 30 days.',
            document: 're](turns).pdf',
            heading: 'Returns',
            page: 7,
            base: 'Handbook',
            cite: '[re turns .pdf, p. 7](/knowledge/kb_1/documents/doc_1?passage=2)',
            marks: ['outside'],
          },
        ],
        warnings: [],
      },
    },
  ],
  invalid: [{}, { query: '' }, { query: 'x', limit: 21 }, { query: 'x', bases: [] }, { query: 'x', surprise: 1 }],
});

describe('knowledge_search', () => {
  it('asks in the bases that are named, and in all that it may otherwise', () => {
    expect(search).toHaveBeenCalledWith({ query: 'returns', limit: 6, bases: ['Handbook'] });
  });

  it('A15: is of the company alone only when every passage is', () => {
    const said = { passages: [{ marks: [] as 'outside'[] }, { marks: ['outside' as const] }], warnings: [] };
    const isOwn = (output: unknown) => knowledgeSearch.isOwn!(output as never);
    expect([isOwn(said), isOwn({ passages: [{ marks: [] }] }), isOwn({ passages: [] })]).toEqual([false, true, true]);
  });
});
