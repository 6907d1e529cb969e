import { gunzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { Parser } from 'htmlparser2';
import { robotsAllow, userAgent } from '#libs/catalog/tools/reading/robots';
import type { HttpAnswer } from '#libs/catalog/kit';
import { AppError, knowledgeFileBytes, type Caller, type SourceConfig } from '#libs/contracts';
import { ToolHttp } from '../../tools/capabilities/tool-http.js';
import { ToolSettingsService } from '../../tools/settings/tool-settings.service.js';
import type { Remote } from '../documents/knowledge-document.entity.js';
import { unreadable } from '../reading/unreadable.js';
import { failureOf } from './http-failure.js';
import type { Fetched, Listed, Reach, SourceReader } from './source.port.js';

type Page = Pick<Extract<SourceConfig, { kind: 'page' }>, 'credential'>;
type Sitemap = Extract<SourceConfig, { kind: 'sitemap' }>;

const most = { redirects: 5, sitemaps: 50, sitemapBytes: 50 * 1024 * 1024 };
const timeoutMs = 30_000;

/** Pages of the web, alone or as a sitemap names them, by the client that reaches no private address. robots.txt is kept to as the company says. */
@Injectable()
export class WebReader {
  readonly page: SourceReader<'page'> = {
    list: (config) => one(listed(config.url, null)),
    fetch: (config, remote, reach) => this.fetch(config, remote, reach),
  };
  readonly sitemap: SourceReader<'sitemap'> = {
    list: (config, reach) => this.listSitemap(config, reach),
    fetch: (config, remote, reach) => this.fetch(config, remote, reach),
  };

  constructor(
    private readonly http: ToolHttp,
    private readonly settings: ToolSettingsService,
  ) {}

  /** @throws TOOL_DENIED by robots.txt, HTTP_REFUSED, HTTP_BUSY, HTTP_FAILED, EGRESS_REFUSED, EGRESS_FAILED, LIMIT_EXCEEDED */
  async fetch({ credential }: Page, remote: Remote, reach: Reach): Promise<Fetched> {
    if (!('url' in remote)) throw new AppError('KNOWLEDGE_DOCUMENT_NOT_FOUND');
    const { answer, url } = await this.get(remote.url, credential, reach, knowledgeFileBytes);
    return {
      bytes: answer.body,
      contentType: answer.headers['content-type'] ?? '',
      name: nameOf(url),
    };
  }

  private async *listSitemap({ url, under, credential, most: count }: Sitemap, reach: Reach): AsyncIterable<Listed> {
    const open = [url];
    const seen = new Set<string>();
    for (let nth = 0, address = open.shift(); address !== undefined; address = open.shift(), nth++) {
      if (nth >= most.sitemaps)
        throw new AppError('LIMIT_EXCEEDED', {
          detail: `The sitemap leads to more than ${most.sitemaps} others`,
          limit: 'source.sitemaps',
        });
      const { answer } = await this.get(address, credential, reach, most.sitemapBytes);
      const found = sitemapOf(unpacked(answer.body));
      open.push(...found.maps);
      for (const { loc, lastmod } of found.pages) {
        if (!isUnder(loc, under) || seen.has(loc)) continue;
        if (seen.size >= count) return;
        seen.add(loc);
        yield listed(loc, lastmod);
      }
    }
  }

  private async get(
    address: string,
    credential: string | undefined,
    { companyId, signal }: Reach,
    maxBytes: number,
  ): Promise<{ answer: HttpAnswer; url: string }> {
    const caller: Caller = { kind: 'service', companyId, role: 'operator' };
    const http = this.http.capability({ caller, signal });
    const { respectRobots } = await this.settings.get(caller);
    let url = new URL(address);
    for (let hop = 0; ; hop++) {
      url.hash = '';
      if (respectRobots && !(await robotsAllow(http, url.href)))
        throw new AppError('TOOL_DENIED', {
          detail: `robots.txt of ${url.host} does not let programs read ${url.pathname}`,
        });
      const answer = await http.request({
        method: 'GET',
        url: url.href,
        headers: {
          'user-agent': userAgent,
          accept: 'text/html, application/pdf, application/xml, text/*;q=0.9, */*;q=0.5',
        },
        ...{ timeoutMs, maxBytes, maxRedirects: 0 },
        // Where redirects lead elsewhere, the credential stays behind.
        ...(credential === undefined || url.origin !== new URL(address).origin ? {} : { credential }),
      });
      const location = answer.status >= 300 && answer.status < 400 ? answer.headers['location'] : undefined;
      if (location === undefined) {
        const failure = failureOf(url.host, answer);
        if (failure) throw failure;
        return { answer, url: url.href };
      }
      if (hop >= most.redirects || !URL.canParse(location, url.href))
        throw new AppError('EGRESS_FAILED', { detail: `${url.host} leads on and on` });
      url = new URL(location, url);
    }
  }
}

async function* one(item: Listed): AsyncIterable<Listed> {
  yield await Promise.resolve(item);
}

const listed = (url: string, version: string | null): Listed => ({
  ...{ key: url, url, version, remote: { url } },
  name: nameOf(url),
  contentType: '',
  bytes: 0,
});

/** The end of the address, as people read it. */
function nameOf(address: string): string {
  const { host, pathname } = new URL(address);
  const last = pathname.split('/').filter(Boolean).at(-1) ?? host;
  try {
    return decodeURIComponent(last).slice(0, 300);
  } catch {
    return last.slice(0, 300);
  }
}

const isUnder = (loc: string, under: string | undefined): boolean =>
  URL.canParse(loc) &&
  /^https?:$/.test(new URL(loc).protocol) &&
  loc.length <= 2000 &&
  (under === undefined || loc.startsWith(under));

/** A13: a sitemap may be packed, and must not be a bomb. */
function unpacked(bytes: Uint8Array): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return Buffer.from(bytes).toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: most.sitemapBytes }).toString('utf8');
  } catch (error) {
    throw unreadable('the sitemap cannot be unpacked, or not within 50 MiB', error);
  }
}

/** The addresses of a sitemap (sitemaps.org), or of an index of sitemaps. Entities of its own are not looked at. */
export function sitemapOf(xml: string): { pages: { loc: string; lastmod: string | null }[]; maps: string[] } {
  const pages: { loc: string; lastmod: string | null }[] = [];
  const maps: string[] = [];
  let entry: { loc: string; lastmod: string } | undefined;
  let field: 'loc' | 'lastmod' | undefined;
  const parser = new Parser(
    {
      onopentag: (name) => {
        if (name === 'url' || name === 'sitemap') entry = { loc: '', lastmod: '' };
        field = name === 'loc' || name === 'lastmod' ? name : undefined;
      },
      ontext: (text) => {
        if (entry && field) entry[field] += text;
      },
      onclosetag: (name) => {
        field = undefined;
        if (!entry || (name !== 'url' && name !== 'sitemap')) return;
        const loc = entry.loc.trim();
        if (name === 'sitemap') maps.push(loc);
        else if (loc !== '') pages.push({ loc, lastmod: entry.lastmod.trim().slice(0, 100) || null });
        entry = undefined;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  if (pages.length === 0 && maps.length === 0) throw unreadable('it is no sitemap');
  return { pages, maps };
}
