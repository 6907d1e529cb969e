import { AppError, type LeadSource } from '#libs/contracts';
import type { HttpAnswer, HttpCapability } from '../../kit.js';
import { retryAfterMs } from '../../kit/retry-after.js';
import { domainOf, lead, type Lead } from './lead-fields.js';

export interface LeadWish {
  query?: string | undefined;
  industry?: string | undefined;
  country?: string | undefined;
  limit: number;
}

/** One place where leads are looked for. Both throw HTTP_BUSY, HTTP_REFUSED, HTTP_FAILED, HTTP_ANSWER_INVALID, and what the client throws. */
interface OpenSource {
  find(wish: LeadWish): Promise<Lead[]>;
  /** All that is known of one company; undefined when nothing is. */
  details(domain: string): Promise<Lead | undefined>;
}

type Kinds = {
  [K in LeadSource['kind']]: (source: Extract<LeadSource, { kind: K }>, http: HttpCapability) => OpenSource;
};
const maxBytes = 4 * 1024 * 1024;

const kinds: Kinds = {
  // Comes with the tool, as a module, so that it is there however the platform is built and started.
  sample: () => ({
    find: async (wish) => (await import('./sample-leads.js')).findSamples(wish),
    details: async (domain) => (await import('./sample-leads.js')).sampleDetails(domain),
  }),
  http: ({ name, url, detailsUrl, credential }, http) => {
    const ask = (base: string, query: Record<string, string | undefined>) =>
      http.request({
        method: 'GET',
        url: withQuery(base, query),
        headers: { 'user-agent': 'AaaS', accept: 'application/json' },
        ...(credential === undefined ? {} : { credential }),
        timeoutMs: 20_000,
        maxBytes,
      });
    return {
      find: async ({ limit, ...wish }) => {
        const told = json(name, await ask(url, { ...wish, limit: String(limit) }));
        const rows = Array.isArray(told) ? told : (told as { leads?: unknown } | null)?.leads;
        if (!Array.isArray(rows)) throw nonsense(name, 'no list of leads');
        const found = rows.flatMap((row) => lead.safeParse(row).data ?? []);
        // A few odd rows are left out; a list of which no row is a lead is a source set up wrongly.
        if (rows.length > 0 && found.length === 0) throw nonsense(name, 'rows of which none names a company');
        return found.slice(0, limit);
      },
      details: async (domain) => {
        if (detailsUrl === undefined) return undefined;
        const answer = await ask(detailsUrl, { domain });
        if (answer.status === 404) return undefined;
        const { success, data } = lead.safeParse(json(name, answer));
        if (!success) throw nonsense(name, 'something else than a lead');
        return data;
      },
    };
  },
};

export const openSource = <K extends LeadSource['kind']>(
  source: Extract<LeadSource, { kind: K }>,
  http: HttpCapability,
): OpenSource => kinds[source.kind as K](source, http);

/** The lead as results show it: its website as a host, and where it was found. */
export const shownLead = (found: Lead, source: string): Lead => ({
  ...found,
  domain: domainOf(found.domain) ?? found.domain ?? null,
  source,
});

function json(name: string, { status, headers, body }: HttpAnswer): unknown {
  if (status === 429 || status === 503)
    throw new AppError('HTTP_BUSY', {
      detail: `${name} asks to slow down`,
      retryAfterMs: retryAfterMs(headers['retry-after']) ?? 30_000,
    });
  if (status < 200 || status >= 300)
    throw new AppError(status >= 500 ? 'HTTP_FAILED' : 'HTTP_REFUSED', {
      detail: `${name} answered ${status}`,
      httpStatus: status,
    });
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (cause) {
    throw nonsense(name, 'something else than JSON', cause);
  }
}

const nonsense = (name: string, what: string, cause?: unknown) =>
  new AppError('HTTP_ANSWER_INVALID', { detail: `The source ${name} answered ${what}` }, { cause });

function withQuery(base: string, query: Record<string, string | undefined>): string {
  const url = new URL(base);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
