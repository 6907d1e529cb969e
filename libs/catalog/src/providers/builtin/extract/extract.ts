import { wordsOfName } from '../text/fold.js';
import type { Span } from '../../provider.js';
import { fieldOf, type Field, type JsonSchema } from './field.js';
import { distinct, spanOf, type Found } from './found.js';
import { Letter, type Fact } from './letter.js';
import { parseAmount } from './money.js';
import { rules, type Rule } from './rules.js';

export interface Extraction {
  data: unknown;
  /** By path: `orderNumber`, `items[0].sku`. */
  spans: Record<string, Span>;
  /** Required fields that the text does not hold. They are left out of `data`: nothing is made up. */
  missing: string[];
}

interface Walk {
  letter: Letter;
  root: JsonSchema;
  /** Whether rules that take the text as a whole (summary, reply) may answer. */
  vague: boolean;
  spans: Record<string, Span>;
  missing: string[];
}

/**
 * Fills a JSON Schema from a text. Each value is recognised in the text, known as a fact, or null where the schema allows it.
 * @param facts values known already (results of tools); a field of the same name takes them
 */
export function extract(
  text: string,
  schema: JsonSchema,
  { facts = [], vague = true }: { facts?: readonly Fact[]; vague?: boolean } = {},
): Extraction {
  const walk: Walk = { letter: new Letter(text, facts), root: schema, vague, spans: {}, missing: [] };
  const data = valueOf(fieldOf('', schema, schema), '', walk);
  return { data: data ?? null, spans: walk.spans, missing: walk.missing };
}

const keyOf = (name: string): string => wordsOfName(name).join('');

function valueOf(field: Field, path: string, walk: Walk): unknown {
  if (field.type === 'object') return objectOf(field, path, walk);
  if (field.type === 'array') return arrayOf(field, path, walk);
  const found = foundFor(field, walk)[0];
  if (!found) return field.nullable ? null : undefined;
  if (found.span) walk.spans[path] = found.span;
  return found.value;
}

function objectOf(field: Field, path: string, walk: Walk): Record<string, unknown> {
  const properties = (field.schema['properties'] ?? {}) as Record<string, unknown>;
  const required = Array.isArray(field.schema['required']) ? field.schema['required'] : [];
  const entries: [string, unknown][] = [];
  for (const [name, declared] of Object.entries(properties)) {
    const at = path ? `${path}.${name}` : name;
    const value = valueOf(fieldOf(name, declared, walk.root), at, walk);
    if (value !== undefined) entries.push([name, value]);
    else if (required.includes(name)) walk.missing.push(at);
  }
  return Object.fromEntries(entries);
}

/** Plain items: each different value found. Objects: one per line that holds all their required fields. */
function arrayOf(field: Field, path: string, walk: Walk): unknown[] {
  const item = fieldOf(field.name.replace(/(?<=[a-z])s$/, ''), field.schema['items'] ?? {}, walk.root);
  const most = typeof field.schema['maxItems'] === 'number' ? field.schema['maxItems'] : 1000;
  if (item.type === 'object') return objectsByLine(item, walk).slice(0, most);
  return distinct(foundFor({ ...item, description: item.description.trim() || field.description }, walk))
    .slice(0, most)
    .map(({ value, span }, at) => {
      if (span) walk.spans[`${path}[${at}]`] = span;
      return value;
    });
}

function objectsByLine(item: Field, walk: Walk): unknown[] {
  return walk.letter.text.split('\n').flatMap((line) => {
    const inner: Walk = { ...walk, letter: new Letter(line), vague: false, spans: {}, missing: [] };
    const value = objectOf(item, '', inner);
    return inner.missing.length === 0 && Object.keys(inner.spans).length > 0 ? [value] : [];
  });
}

function foundFor(field: Field, walk: Walk): Found[] {
  const fact = walk.letter.facts.find(({ name, value }) => keyOf(name) === keyOf(field.name) && fitsType(value, field));
  if (fact) return [{ value: fact.value }];
  const rule = rules.find((entry) => entry.fits(field) && (walk.vague || !entry.vague));
  const line = labelledLine(walk.letter, field);
  // "Quantity: 3" beats whatever else looks like a quantity.
  const inLine = line && rule ? rule.find(new Letter(line.text), field).map((found) => shifted(found, line.start)) : [];
  if (inLine.length) return inLine;
  const written = line && asWritten(line, field, rule);
  if (written) return [written];
  return rule?.find(walk.letter, field) ?? [];
}

/** A number, or a text that no rule knows, as the labelled line has it. */
function asWritten(line: Span, field: Field, rule: Rule | undefined): Found | undefined {
  if (field.type === 'string') return rule ? undefined : { value: line.text, span: line };
  const number = /^-?\d[\d.,' ]*/.exec(line.text)?.[0];
  const value = number === undefined ? NaN : parseAmount(number);
  return fitsType(value, field) && !Number.isNaN(value) ? { value, span: line } : undefined;
}

const shifted = ({ value, span }: Found, by: number): Found => ({
  value,
  ...(span ? { span: { ...span, start: span.start + by, end: span.end + by } } : {}),
});

const fitsType = (value: unknown, field: Field): boolean =>
  field.type === 'integer'
    ? Number.isInteger(value)
    : (value === null && field.nullable) || typeof value === field.type;

/** The value of a line such as `Product: Fjord 2`, whose label is the field's name. */
function labelledLine({ text }: Letter, field: Field): Span | undefined {
  for (const match of text.matchAll(/^[ \t*-]*([\p{L}][\p{L}\d ._-]{0,40}?)[ \t]*[:=][ \t]*(\S[^\n]*)$/gmu)) {
    if (keyOf(match[1] ?? '') !== keyOf(field.name)) continue;
    const value = (match[2] ?? '').trim();
    return spanOf(text, match.index + match[0].lastIndexOf(match[2] ?? ''), value.length);
  }
  return undefined;
}
