import { Readable } from 'node:stream';
import { AppError } from '#libs/contracts';

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
  constructor(
    private readonly source: Readable,
    private readonly maxBytes: number,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    let seen = 0;
    for await (const bytes of this.source as AsyncIterable<Uint8Array>) {
      seen += bytes.byteLength;
      if (seen > this.maxBytes) throw tooLarge(this.maxBytes);
      yield bytes;
    }
  }
  getReader() {
    return Readable.toWeb(Readable.from(this)).getReader();
  }
  async cancel(): Promise<void> {
    this.source.destroy();
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
    source: Readable,
    maxBytes: number,
  ) {
    this.headers = new LightHeaders(fields);
    this.body = new LightBody(source, maxBytes);
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

export const tooLarge = (maxBytes: number): AppError =>
  new AppError('LIMIT_EXCEEDED', { detail: `The answer is larger than ${maxBytes} bytes`, limit: 'http.maxBytes' });
