import { isSafePattern } from '#libs/contracts';
import { fold, wordsOfName } from '../text/fold.js';

export type JsonSchema = Record<string, unknown>;

/** One property of a schema, made ready for the rules. */
export interface Field {
  name: string;
  /** Folded words of the name: `orderNumber` → `order number`. */
  words: string;
  /** Folded description and title. */
  description: string;
  type: string;
  format: string;
  enum: unknown[] | undefined;
  pattern: RegExp | undefined;
  examples: string[];
  nullable: boolean;
  schema: JsonSchema;
}

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Follows local references and takes the first branch of a union that is not null. */
export function resolved(schema: unknown, root: JsonSchema, depth = 0): { schema: JsonSchema; nullable: boolean } {
  if (!isObject(schema) || depth > 16) return { schema: {}, nullable: false };
  const reference = textOf(schema['$ref']);
  if (reference.startsWith('#')) {
    const { $ref: _, ...own } = schema;
    const target = resolved(pointer(root, reference), root, depth + 1);
    return { schema: { ...target.schema, ...own }, nullable: target.nullable };
  }
  const union = [schema['anyOf'], schema['oneOf'], schema['allOf']].find(Array.isArray) as unknown[] | undefined;
  if (!union) return { schema, nullable: allowsNull(schema) };
  const branch = union.find((entry) => !(isObject(entry) && entry['type'] === 'null'));
  const inner = resolved(branch, root, depth + 1);
  const { anyOf: _a, oneOf: _o, allOf: _l, ...own } = schema;
  return {
    schema: { ...inner.schema, ...own },
    nullable: inner.nullable || union.some((entry) => isObject(entry) && entry['type'] === 'null'),
  };
}

const allowsNull = (schema: JsonSchema): boolean =>
  schema['nullable'] === true ||
  schema['type'] === 'null' ||
  (Array.isArray(schema['type']) && schema['type'].includes('null')) ||
  (Array.isArray(schema['enum']) && schema['enum'].includes(null));

const pointer = (root: JsonSchema, reference: string): unknown =>
  reference
    .slice(1)
    .split('/')
    .filter(Boolean)
    .reduce<unknown>((at, part) => (isObject(at) ? at[part.replace(/~1/g, '/').replace(/~0/g, '~')] : undefined), root);

export function fieldOf(name: string, declared: unknown, root: JsonSchema): Field {
  const { schema, nullable } = resolved(declared, root);
  const values = Array.isArray(schema['enum']) ? schema['enum'].filter((value) => value !== null) : undefined;
  return {
    name,
    words: wordsOfName(name).join(' '),
    description: fold(`${textOf(schema['title'])} ${textOf(schema['description'])}`),
    type: typeOf(schema),
    format: textOf(schema['format']),
    enum: values,
    pattern: patternOf(textOf(schema['pattern'])),
    examples: Array.isArray(schema['examples'])
      ? schema['examples'].filter((entry): entry is string => typeof entry === 'string')
      : [],
    nullable,
    schema,
  };
}

function typeOf(schema: JsonSchema): string {
  const declared = Array.isArray(schema['type']) ? schema['type'].find((type) => type !== 'null') : schema['type'];
  if (typeof declared === 'string') return declared;
  if (schema['properties']) return 'object';
  return schema['items'] ? 'array' : 'string';
}

/** Patterns come from callers: a dangerous or broken one is left out. */
const patternOf = (source: string): RegExp | undefined =>
  source && isSafePattern(source) ? new RegExp(source, 'u') : undefined;
