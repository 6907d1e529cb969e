import { Pool } from 'undici';

export interface Request {
  method: 'GET' | 'POST';
  path: string;
  /** JSON text. */
  body?: string;
  headers?: Record<string, string>;
}

/**
 * A client that costs little beside what it measures: kept-alive connections, bodies as text, answers unparsed.
 * (The API client of the CLI costs several times as much, and measured itself.)
 */
export class Load {
  private readonly pool: Pool;
  private readonly headers: Record<string, string>;

  constructor(url: string, connections: number, token?: string) {
    this.pool = new Pool(url, { connections, pipelining: 1, bodyTimeout: 120_000, headersTimeout: 120_000 });
    this.headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
  }

  /** The answer's text. @throws Error with the answer when its status is not `expected` */
  async send({ method, path, body, headers }: Request, expected = 200): Promise<string> {
    const answer = await this.pool.request({
      method,
      path,
      headers: headers ? { ...this.headers, ...headers } : this.headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== expected) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
    return text;
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

/** Does `work` again and again, `concurrency` at a time, for so many seconds. @returns how often, and how long it took in ms. */
export async function repeatedly(
  concurrency: number,
  seconds: number,
  work: () => Promise<number>,
): Promise<{ done: number; ms: number }> {
  const began = performance.now();
  const until = began + seconds * 1000;
  let done = 0;
  const lane = async () => {
    while (performance.now() < until) {
      const more = await work();
      done += more;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { done, ms: performance.now() - began };
}
