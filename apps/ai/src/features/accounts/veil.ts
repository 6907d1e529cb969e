import { randomBytes } from 'node:crypto';
import type { Settings } from './account-settings.js';

/** What a request is made of, for the socket. */
export interface Outgoing {
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

/**
 * Stands for the secrets of an account wherever they are not needed: a provider's SDK is given these words, and they are exchanged for the
 * secrets in a request that is about to leave. Nothing that the SDK keeps, logs or throws can hold a secret.
 */
export class Veil {
  /** As the secrets, with a word in place of each text. */
  readonly settings: Settings;
  private readonly words: { word: string; path: readonly string[] }[] = [];

  constructor(secrets: Settings) {
    this.settings = this.veiled(secrets, []) as Settings;
  }

  /** The request with secrets in place of their words. */
  lifted({ url, headers, body }: Outgoing, secrets: Settings): Outgoing {
    const pairs = this.words.map(({ word, path }) => [word, textAt(secrets, path)] as const);
    const exchange = (text: string, written: (secret: string) => string) =>
      pairs.reduce(
        (left, [word, secret]) => (left.includes(word) ? left.replaceAll(word, () => written(secret)) : left),
        text,
      );
    return {
      url: exchange(url, encodeURIComponent),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, exchange(value, (secret) => secret)]),
      ),
      body: typeof body === 'string' ? exchange(body, (secret) => JSON.stringify(secret).slice(1, -1)) : body,
    };
  }

  private veiled(value: unknown, path: readonly string[]): unknown {
    if (typeof value === 'string') {
      const word = `veiled${randomBytes(16).toString('hex')}`;
      this.words.push({ word, path });
      return word;
    }
    if (Array.isArray(value)) return value.map((item, index) => this.veiled(item, [...path, String(index)]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.veiled(item, [...path, name])]));
  }
}

/** Empty where the other secrets have nothing at this place. */
function textAt(secrets: Settings, path: readonly string[]): string {
  let at: unknown = secrets;
  for (const name of path)
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined;
  return typeof at === 'string' ? at : '';
}
