import { z } from 'zod';
import { AppError, type ToolSettings } from '#libs/contracts';
import type { HttpAnswer, HttpCapability, HttpRequest } from '../../kit.js';
import { retryAfterMs } from '../../kit/retry-after.js';
import { readDocument, type SearchHit } from '../reading/reader.js';

interface Wish {
  query: string;
  count: number;
}

interface SearchProvider {
  /** Where it is asked unless the settings say otherwise. */
  url: string | undefined;
  request(base: URL, wish: Wish): Pick<HttpRequest, 'url' | 'headers'>;
  read(answer: HttpAnswer, url: string): Promise<SearchHit[]> | SearchHit[];
}

type ProviderName = ToolSettings['search']['provider'];
const maxBytes = 3 * 1024 * 1024;

const searxng = z.object({
  results: z.array(z.object({ title: z.string(), url: z.string(), content: z.string().nullish() })),
});
const brave = z.object({
  web: z
    .object({ results: z.array(z.object({ title: z.string(), url: z.string(), description: z.string().nullish() })) })
    .optional(),
});

/** How each is asked and read, as their documentation says (November 2026). */
const providers: Record<ProviderName, SearchProvider> = {
  // The page for browsers without scripts. It answers 202 with a riddle when it takes us for too busy.
  duckduckgo: {
    url: 'https://html.duckduckgo.com/html/',
    request: (base, { query }) => ({ url: withQuery(base, { q: query }), headers: { accept: 'text/html' } }),
    read: async ({ status, body }, url) => {
      const { results, isRefused } = await readDocument('duckduckgo', new TextDecoder().decode(body), url);
      if (status === 202 || isRefused) throw busy('DuckDuckGo asks to slow down', undefined);
      return results;
    },
  },
  // Its administrator has to allow the format json.
  searxng: {
    url: undefined,
    request: (base, { query }) => {
      const url = new URL(base);
      if (!url.pathname.endsWith('/search')) url.pathname = `${url.pathname.replace(/\/$/, '')}/search`;
      return { url: withQuery(url, { q: query, format: 'json' }), headers: { accept: 'application/json' } };
    },
    read: (answer) =>
      parsed(searxng, answer).results.map(({ title, url, content }) => ({ title, url, snippet: content ?? '' })),
  },
  brave: {
    url: 'https://api.search.brave.com/res/v1/web/search',
    request: (base, { query, count }) => ({
      url: withQuery(base, { q: query, count: String(count), text_decorations: 'false' }),
      headers: { accept: 'application/json' },
    }),
    read: (answer) =>
      (parsed(brave, answer).web?.results ?? []).map(({ title, url, description }) => ({
        title,
        url,
        snippet: description ?? '',
      })),
  },
};

/** @throws HTTP_BUSY, HTTP_REFUSED, HTTP_FAILED, HTTP_ANSWER_INVALID, and what the client throws */
export async function searchWeb(
  http: HttpCapability,
  settings: ToolSettings['search'],
  wish: Wish,
): Promise<SearchHit[]> {
  const provider = providers[settings.provider];
  const address = settings.url ?? provider.url;
  if (address === undefined)
    throw new AppError('TOOL_UNAVAILABLE', { detail: 'No search service is set up: see the settings of the tools' });
  const { url, headers } = provider.request(new URL(address), wish);
  const answer = await http.request({
    method: 'GET',
    url,
    headers: { 'user-agent': 'AaaS', ...headers },
    ...(settings.credential === undefined ? {} : { credential: settings.credential }),
    timeoutMs: 20_000,
    maxBytes,
    maxRedirects: 2,
  });
  if (answer.status === 429 || answer.status === 503)
    throw busy(`${settings.provider} asks to slow down`, retryAfterMs(answer.headers['retry-after']));
  if (answer.status < 200 || answer.status >= 300)
    throw new AppError(answer.status >= 500 ? 'HTTP_FAILED' : 'HTTP_REFUSED', {
      detail: `${settings.provider} answered ${answer.status}`,
      httpStatus: answer.status,
    });
  const found = (await provider.read(answer, url)).filter((hit) => /^https?:\/\//.test(hit.url));
  return found.slice(0, wish.count).map(({ title, url: page, snippet }) => ({
    title: title.slice(0, 300),
    url: page.slice(0, 2000),
    snippet: snippet.replace(/\s+/g, ' ').slice(0, 600),
  }));
}

const busy = (detail: string, after: number | undefined) =>
  new AppError('HTTP_BUSY', { detail, retryAfterMs: after ?? 30_000 });

function withQuery(base: URL, query: Record<string, string>): string {
  const url = new URL(base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

function parsed<S extends z.ZodType>(schema: S, { body }: HttpAnswer): z.output<S> {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(body)));
  } catch (cause) {
    throw new AppError(
      'HTTP_ANSWER_INVALID',
      { detail: 'The search service answered something else than results' },
      { cause },
    );
  }
}
