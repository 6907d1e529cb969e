import { implement } from '../../kit.js';
import { knowledgeSearchKind } from './knowledge-search.def.js';

export const runKnowledgeSearchKind = implement(knowledgeSearchKind, async ({ config, use }) => {
  const { items, warnings } = await use.knowledge.search(config);
  return {
    output: {
      items: items.map(({ text, score, document, base, page, heading, marks, link }) => ({
        ...{ text, score, document, base, page, heading, marks, link },
      })),
      text: items
        .map(({ text, document, page }, index) => `[${index + 1}] ${placeIn(document.name, page)}\n${text}`)
        .join('\n\n'),
    },
    outside: items.some(({ marks }) => marks.length > 0),
    warnings,
  };
});

const placeIn = (name: string, page: number | null): string => (page === null ? name : `${name}, page ${page}`);
