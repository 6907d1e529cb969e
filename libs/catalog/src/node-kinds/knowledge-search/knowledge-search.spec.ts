import type { KnowledgeHit } from '#libs/contracts';
import { describeNodeKind } from '../../conformance/kind-suite.js';
import { knowledgeSearchKind } from './knowledge-search.def.js';
import { runKnowledgeSearchKind } from './knowledge-search.run.js';

const hit = (marks: KnowledgeHit['marks']): KnowledgeHit => ({
  text: 'Within 30 days.',
  score: 0.5,
  base: { id: 'kb_1', name: 'Handbook' },
  document: { id: 'doc_1', name: 'returns.pdf', url: null },
  passage: 0,
  page: 7,
  heading: null,
  marks,
  link: '/knowledge/kb_1/documents/doc_1?passage=0',
  found: ['lexical'],
});
const shown = ({ passage: _, found: _found, ...rest }: KnowledgeHit) => rest;
const gives = (marks: KnowledgeHit['marks'], outside: boolean) => ({
  config: { bases: ['Handbook'], query: 'returns' },
  use: { knowledge: { search: () => Promise.resolve({ items: [hit(marks)], warnings: ['VECTORS_UNAVAILABLE'] }) } },
  gives: {
    output: { items: [shown(hit(marks))], text: '[1] returns.pdf, page 7\nWithin 30 days.' },
    outside,
    warnings: ['VECTORS_UNAVAILABLE'],
  },
});

// A15: what strangers may have written stays marked.
describeNodeKind(knowledgeSearchKind, runKnowledgeSearchKind, {
  examples: [gives(['outside'], true), gives([], false)],
  invalid: [
    { config: { query: 'x' }, path: 'bases' },
    { config: { bases: ['a'], query: '' }, path: 'query' },
  ],
});
