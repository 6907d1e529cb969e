import { replaceAll, type Found } from './detectors/finding.js';

const names: Readonly<Record<string, string>> = {
  email: 'EMAIL',
  phone: 'PHONE',
  iban: 'IBAN',
  card: 'CARD',
  ip: 'IP',
  'national-id': 'ID',
  secret: 'SECRET',
};
const shape = /\[(?:EMAIL|PHONE|IBAN|CARD|IP|ID|SECRET)_\d{1,6}\]/g;

/**
 * Stands for personal data while a model works: `[EMAIL_1]`. Numbers follow the order in which values first appear, so that a
 * conversation that grows keeps its placeholders without anything being remembered.
 */
export class Placeholders {
  private readonly byValue = new Map<string, string>();
  private readonly byToken = new Map<string, string>();
  private readonly counts = new Map<string, number>();
  private readonly taken = new Set<string>();

  get size(): number {
    return this.byToken.size;
  }

  get tokens(): Iterable<string> {
    return this.byToken.keys();
  }

  /** Leaves out what already stands in a text: it would be taken for one of ours in the answer. */
  avoid(text: string): void {
    if (text.includes('_')) for (const [token] of text.matchAll(shape)) this.taken.add(token);
  }

  valueOf(token: string): string | undefined {
    return this.byToken.get(token);
  }

  /** The text with each finding replaced; `found` is sorted and does not overlap. */
  hide(text: string, found: readonly Found[]): string {
    return replaceAll(text, found, ({ kind, start, end }) => this.tokenFor(kind, text.slice(start, end)));
  }

  /** The text with what stands for known values put back. */
  restore(text: string, write: (value: string) => string = (value) => value): string {
    if (this.size === 0 || !text.includes('[')) return text;
    return text.replace(shape, (token) => {
      const value = this.byToken.get(token);
      return value === undefined ? token : write(value);
    });
  }

  private tokenFor(kind: string, value: string): string {
    const key = `${kind} ${kind === 'email' ? value.toLowerCase() : value.replace(/[\s-]/g, '')}`;
    const known = this.byValue.get(key);
    if (known !== undefined) return known;
    const name = names[kind] ?? 'SECRET';
    let token: string;
    do {
      const number = (this.counts.get(name) ?? 0) + 1;
      this.counts.set(name, number);
      token = `[${name}_${number}]`;
    } while (this.taken.has(token));
    this.byValue.set(key, token);
    this.byToken.set(token, value);
    return token;
  }
}

/** Puts values back into an answer as it comes. Of a text only that waits which may be the beginning of a placeholder of this call. */
export class Restoring {
  private held = '';

  constructor(
    private readonly placeholders: Placeholders,
    /** How a value is written there: in arguments of tools as part of a JSON string. */
    private readonly write: (value: string) => string = (value) => value,
  ) {}

  add(text: string): string {
    const all = this.held + text;
    const from = this.openFrom(all);
    this.held = all.slice(from);
    return this.placeholders.restore(all.slice(0, from), this.write);
  }

  end(): string {
    const rest = this.held;
    this.held = '';
    return rest;
  }

  private openFrom(text: string): number {
    const bracket = text.lastIndexOf('[');
    if (bracket < 0 || text.includes(']', bracket)) return text.length;
    const tail = text.slice(bracket);
    for (const token of this.placeholders.tokens) if (token.startsWith(tail)) return bracket;
    return text.length;
  }
}
