import { AppError } from '#libs/contracts';
import type { HttpAnswer, ToolCallContext } from '../../kit.js';
import type { ReadPage } from './reader.js';
import { robotsAllow, userAgent } from './robots.js';
import { documentBytes, textOfDocument } from './text-of-document.js';

type Use = ToolCallContext<'http' | 'settings'>['use'];

const mostRedirects = 5;
const timeoutMs = 20_000;

export interface FetchedPage extends ReadPage {
  /** Where redirects led. */
  url: string;
  contentType: string;
}

/**
 * A page of the web as text. Each hop is checked as the first address is, robots.txt included.
 * @throws TOOL_DENIED by robots.txt, HTTP_REFUSED, HTTP_BUSY, HTTP_FAILED for a status that is no success, HTTP_ANSWER_INVALID,
 *   LIMIT_EXCEEDED, EGRESS_REFUSED, EGRESS_FAILED
 */
export async function fetchDocument(use: Use, address: string): Promise<FetchedPage> {
  const { respectRobots } = await use.settings.read();
  let url = new URL(address);
  for (let hop = 0; ; hop++) {
    url.hash = '';
    if (respectRobots && !(await robotsAllow(use.http, url.href)))
      throw new AppError('TOOL_DENIED', { detail: `robots.txt of ${url.host} does not let programs read this page` });
    const answer = await use.http.request({
      method: 'GET',
      url: url.href,
      headers: { 'user-agent': userAgent, accept: 'text/html, application/pdf, text/*;q=0.9, */*;q=0.5' },
      timeoutMs,
      maxBytes: documentBytes.pdf,
      maxRedirects: 0,
    });
    const next = redirectOf(answer, url);
    if (!next) return read(answer, url.href);
    if (hop >= mostRedirects)
      throw new AppError('EGRESS_FAILED', { detail: `more than ${mostRedirects} redirects`, sent: true });
    url = next;
  }
}

function redirectOf({ status, headers }: HttpAnswer, from: URL): URL | undefined {
  const location = status >= 300 && status < 400 ? headers['location'] : undefined;
  if (location === undefined) return undefined;
  if (!URL.canParse(location, from.href))
    throw new AppError('HTTP_ANSWER_INVALID', { detail: 'The page leads to an address that cannot be read' });
  return new URL(location, from);
}

async function read(answer: HttpAnswer, url: string): Promise<FetchedPage> {
  const { status, headers, body } = answer;
  if (status < 200 || status >= 300) {
    const code = status === 429 || status === 503 ? 'HTTP_BUSY' : status >= 500 ? 'HTTP_FAILED' : 'HTTP_REFUSED';
    throw new AppError(code, { detail: `${new URL(url).host} answered ${status}`, httpStatus: status });
  }
  const contentType = headers['content-type'] ?? '';
  return { url, contentType, ...(await textOfDocument({ contentType, content: body, url })) };
}
