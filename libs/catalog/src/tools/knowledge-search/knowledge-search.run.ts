import { implementTool } from '../../kit.js';
import { knowledgeSearch } from './knowledge-search.def.js';

export const runKnowledgeSearch = implementTool(knowledgeSearch, async ({ query, bases, limit }, { use }) => {
  const { items, warnings } = await use.knowledge.search({ query, limit, ...(bases === undefined ? {} : { bases }) });
  return {
    passages: items.map(({ text, document, heading, page, base, link, marks }) => ({
      ...{ text, heading, page, marks },
      document: document.name,
      base: base.name,
      cite: `[${citedName(document.name, page)}](${link})`,
    })),
    warnings,
  };
});

/** Names must not end the link that they stand in. */
const citedName = (name: string, page: number | null): string =>
  `${name
    .replace(/[[\]()\\<>`*_]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()}${page === null ? '' : `, p. ${page}`}`;
