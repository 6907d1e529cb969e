import { AppError } from '#libs/contracts';
import type { HttpAnswer } from '../../kit.js';
import type { Pagination } from './pagination.js';

export interface Page {
  answer: HttpAnswer;
  body: unknown;
}

export interface Pages {
  items: unknown[];
  last: HttpAnswer;
  pages: number;
  complete: boolean;
}

/**
 * Reads page after page and collects their items.
 * @param read one page; `left` is how many bytes it may still have
 * @throws HTTP_ANSWER_INVALID when a page holds no list, leads to another origin, or leads back to one that was read
 */
export async function followPages(
  how: Pagination,
  first: URL,
  maxBytes: number,
  read: (url: URL, left: number) => Promise<Page>,
): Promise<Pages> {
  const items: unknown[] = [];
  const seen = new Set<string>();
  let left = maxBytes;
  let url = how.by === 'page' ? withParameter(first, how.parameter, how.first) : first;
  for (let pages = 1; ; pages++) {
    if (seen.size === seen.add(url.href).size) throw invalid('A page leads back to one that was read');
    const page = await read(url, left);
    left -= page.answer.body.byteLength;
    const found = itemsOf(page.body, how.items);
    items.push(...found);
    const next = nextOf(how, first, url, page, { pages, isEmpty: found.length === 0 });
    if (!next) return { items, last: page.answer, pages, complete: true };
    if (next.origin !== first.origin) throw invalid(`The next page lies elsewhere, at ${next.host}`);
    if (pages >= how.maxPages) return { items, last: page.answer, pages, complete: false };
    url = next;
  }
}

const invalid = (detail: string): AppError => new AppError('HTTP_ANSWER_INVALID', { detail });

interface Progress {
  pages: number;
  isEmpty: boolean;
}

function nextOf(how: Pagination, first: URL, current: URL, page: Page, { pages, isEmpty }: Progress): URL | undefined {
  switch (how.by) {
    case 'link':
      return address(linkNext(page.answer.headers['link']), current);
    case 'url':
      return address(valueAt(page.body, how.next), current);
    case 'cursor': {
      const cursor = valueAt(page.body, how.cursor);
      if (typeof cursor !== 'string' && typeof cursor !== 'number') return undefined;
      return cursor === '' ? undefined : withParameter(first, how.parameter, cursor);
    }
    case 'page':
      return isEmpty ? undefined : withParameter(first, how.parameter, how.first + pages);
  }
}

function withParameter(url: URL, name: string, value: string | number): URL {
  const next = new URL(url);
  next.searchParams.set(name, String(value));
  return next;
}

function address(next: unknown, current: URL): URL | undefined {
  if (typeof next !== 'string' || next === '') return undefined;
  if (!URL.canParse(next, current.href)) throw invalid('The next page has no address that can be read');
  return new URL(next, current);
}

/** `<https://…?page=2>; rel="next", <…>; rel="last"` (RFC 8288). */
function linkNext(header: string | undefined): string | undefined {
  if (header === undefined || header.length > 16_000) return undefined;
  for (const part of header.split(/,(?=\s*<)/)) {
    const [target, ...parameters] = part.split(';');
    const isNext = parameters.some((parameter) => /^\s*rel\s*=\s*"?([^"]*\s)?next(\s[^"]*)?"?\s*$/i.test(parameter));
    if (isNext) return /<([^>]*)>/.exec(target ?? '')?.[1];
  }
  return undefined;
}

function itemsOf(body: unknown, path: string | undefined): unknown[] {
  const list = path === undefined ? body : valueAt(body, path);
  if (Array.isArray(list)) return list as unknown[];
  throw invalid(
    path === undefined
      ? 'The body is no list: say in `items` where the list lies'
      : `There is no list at ${path} of the body`,
  );
}

/** `data.orders.0.id`, own fields only. */
function valueAt(body: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, key)
          ? (at as Record<string, unknown>)[key]
          : undefined,
      body,
    );
}
