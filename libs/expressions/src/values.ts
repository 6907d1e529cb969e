import { shorten } from './error.js';

/** What an expression may hold at most; each evaluation has a budget of work that every loop and copy draws on. */
export const expressionLimits = {
  length: 10_000,
  nodes: 5_000,
  depth: 64,
  work: 2_000_000,
  text: 16 * 1024 * 1024,
} as const;

/** Thrown by operators and functions; the compiled node that called them adds expression and position. */
export class ValueError extends Error {
  constructor(
    message: string,
    readonly met?: unknown,
  ) {
    super(message);
  }
}

/** The work one evaluation may still do. */
export class Budget {
  private left: number = expressionLimits.work;

  /** @throws ValueError when the evaluation has done all it may. */
  spend(work: number): void {
    this.left -= work;
    if (this.left < 0) throw new ValueError('the expression does too much work');
  }

  /** For an error that another part of the expression makes unimportant. @throws the error itself when the work is used up. */
  forgive(error: unknown): void {
    if (this.left < 0) throw error;
    this.spend(150);
  }

  /** For a text that was made or read. */
  spendText(length: number): void {
    if (length > expressionLimits.text)
      throw new ValueError(`a text may have at most ${expressionLimits.text} characters`);
    this.spend(1 + (length >> 6));
  }
}

/** CEL's optional: a value, or none. Never leaves an expression. */
export class Maybe {
  constructor(readonly value: unknown) {}
  static readonly none = new Maybe(undefined);
  static of(value: unknown): Maybe {
    return value === undefined ? Maybe.none : new Maybe(value);
  }
  get isPresent(): boolean {
    return this.value !== undefined;
  }
}

/** An optional where a plain value is needed: its value, or null. */
export const plain = (value: unknown): unknown => (value instanceof Maybe ? (value.value ?? null) : value);

export type Plain = Record<string, unknown>;

export const isMap = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Maybe);

export function typeName(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Maybe) return 'optional';
  if (typeof value === 'object') return 'map';
  return typeof value === 'string' ? 'text' : typeof value;
}

/** A value as an error names it: short, and of a map only its keys. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value, 60));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Maybe) return 'an optional';
  if (isMap(value)) return `a map with ${shorten(Object.keys(value).slice(0, 12).join(', ') || 'no keys', 120)}`;
  return String(value);
}

/** Deep equality of JSON values; values of different types are unequal. */
export function equals(a: unknown, b: unknown, budget: Budget): boolean {
  budget.spend(1);
  if (a === b) return true;
  if (a instanceof Maybe && b instanceof Maybe) return equals(a.value, b.value, budget);
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => equals(item, b[index], budget));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equals(a[key], b[key], budget))
  );
}

/** Order of two numbers, texts or booleans; anything else has none. */
export function compare(a: unknown, b: unknown): number {
  const type = typeof a;
  if (type === typeof b && (type === 'number' || type === 'string' || type === 'boolean')) {
    return (a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0;
  }
  throw new ValueError(`${typeName(a)} and ${typeName(b)} have no order`, type === 'object' ? a : b);
}

/** Refuses a value that is small in memory, because its parts are shared, but would fill it when it is written as JSON. */
export function mustFit(value: unknown): void {
  let left: number = expressionLimits.text;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const at = open.pop();
    left -= typeof at === 'string' ? at.length + 2 : 8;
    if (Array.isArray(at)) for (const item of at) open.push(item);
    else if (isMap(at)) {
      for (const key of Object.keys(at)) {
        left -= key.length + 3;
        open.push(at[key]);
      }
    }
    if (left < open.length)
      throw new ValueError(`a value may have at most ${expressionLimits.text} characters as JSON`);
  }
}

/** A value as JSON text. */
export function asJson(value: unknown, budget: Budget): string {
  mustFit(value);
  const json = JSON.stringify(plain(value));
  budget.spendText(json.length * 4);
  return json;
}

/** The value as it stands inside a text: text as it is, null as nothing, lists and maps as JSON. */
export function writeOut(value: unknown, budget: Budget): string {
  const at = plain(value);
  if (typeof at === 'object' && at !== null) return asJson(at, budget);
  const text = at === null || at === undefined ? '' : String(at);
  budget.spendText(text.length);
  return text;
}
