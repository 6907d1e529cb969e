import { implementTool } from '../../kit.js';
import { searchWeb } from './search-providers.js';
import { webSearch } from './web-search.def.js';

export const runWebSearch = implementTool(webSearch, async ({ query, count, site }, { use }) => {
  const { search } = await use.settings.read();
  const wish = { query: site === undefined ? query : `${query} site:${site}`, count };
  return { provider: search.provider, results: await searchWeb(use.http, search, wish) };
});
