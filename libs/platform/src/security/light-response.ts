import { Readable } from 'node:stream';
import { Response } from 'undici';
import type { LightExchange } from './light-exchange.js';

type Fields = Readonly<Record<string, string | string[] | undefined>>;

/** Headers of an answer as they came: what SDKs read of `Headers`, without making one. */
class LightHeaders {
  constructor(private readonly fields: Fields) {}

  get(name: string): string | null {
    const value = this.fields[name.toLowerCase()];
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
  }
  has(name: string): boolean {
    return this.get(name) !== null;
  }
  *entries(): Generator<[string, string]> {
    for (const name of Object.keys(this.fields)) yield [name, this.get(name) ?? ''];
  }
  *keys(): Generator<string> {
    for (const [name] of this.entries()) yield name;
  }
  *values(): Generator<string> {
    for (const [, value] of this.entries()) yield value;
  }
  forEach(each: (value: string, name: string) => void): void {
    for (const [name, value] of this.entries()) each(value, name);
  }
  [Symbol.iterator](): Generator<[string, string]> {
    return this.entries();
  }
}

/** The body of an answer, read once: by pieces, or through a reader. */
class LightBody {
  constructor(private readonly source: LightExchange) {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return this.source;
  }
  getReader() {
    return Readable.toWeb(Readable.from(this.source)).getReader();
  }
  async cancel(): Promise<void> {
    await this.source.return();
  }
}

/**
 * A successful answer as SDKs of models read it: status, headers, a body of pieces. A `Response` of the platform wraps every piece in
 * several streams, which costs more than everything else that is done for it.
 */
export class LightResponse {
  readonly ok = true;
  readonly redirected = false;
  readonly type = 'basic';
  readonly headers: LightHeaders;
  readonly body: LightBody;

  constructor(
    readonly url: string,
    readonly status: number,
    fields: Fields,
    source: LightExchange,
  ) {
    this.headers = new LightHeaders(fields);
    this.body = new LightBody(source);
  }

  get statusText(): string {
    return '';
  }
  async arrayBuffer(): Promise<ArrayBuffer> {
    const pieces: Uint8Array[] = [];
    for await (const bytes of this.body) pieces.push(bytes);
    const whole = Buffer.concat(pieces);
    return whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.byteLength) as ArrayBuffer;
  }
  async text(): Promise<string> {
    return Buffer.from(await this.arrayBuffer()).toString('utf8');
  }
  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }
}

/** A whole response. */
export function responseOf(status: number, headers: Fields, body: LightExchange): Response {
  const fields = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((each): [string, string] => [name, each]),
  );
  // Without a body where the status allows none.
  const isEmpty = [101, 204, 205, 304].includes(status);
  if (isEmpty) void body.return();
  return new Response(isEmpty ? null : (Readable.toWeb(Readable.from(body)) as never), { status, headers: fields });
}
