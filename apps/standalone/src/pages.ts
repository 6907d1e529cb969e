import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

type Serve = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Files of the web app and of the API's page, as they were built. */
export class Pages {
  private readonly web: Serve;
  private readonly docs: Serve;
  /** Whether the web app was built. */
  readonly hasWeb: boolean;

  constructor(folder: string) {
    const web = join(folder, 'web');
    this.hasWeb = existsSync(join(web, 'index.html'));
    this.web = this.hasWeb
      ? sirv(web, {
          single: true,
          // A file that a page asks for and that is gone must not be answered with a page.
          ignores: ['^/assets/'],
          gzip: true,
          etag: true,
          setHeaders: (response, path) =>
            response.setHeader(
              'cache-control',
              path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
            ),
        })
      : (_request, _response, next) => next();
    this.docs = sirv(join(folder, 'docs'), {
      etag: true,
      setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
    });
  }

  serve(request: IncomingMessage, response: ServerResponse, otherwise: () => void): void {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    if (path === '/docs') return void response.writeHead(308, { location: '/docs/' }).end();
    if (path === '/api/v1/openapi.json') {
      request.url = '/openapi.json';
      return this.docs(request, response, otherwise);
    }
    if (path.startsWith('/docs/')) {
      request.url = request.url!.slice('/docs'.length);
      return this.docs(request, response, otherwise);
    }
    this.web(request, response, otherwise);
  }
}
