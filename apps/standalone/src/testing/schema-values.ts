import fc, { type Arbitrary } from 'fast-check';
import { z } from 'zod';

/** A part of a JSON Schema. */
export interface Schema {
  [key: string]: unknown;
  type?: string | string[];
  pattern?: string;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  prefixItems?: Schema[];
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  $ref?: string;
  $defs?: Record<string, Schema>;
}

export interface ValueOptions {
  /** An id to stand where the schema wants one with this prefix. */
  idOf: (prefix: string) => string;
  /** This place must have a value, though it may be left out: `channelIds[]`. */
  through?: string | undefined;
}

/** JSON Schema of one part of a route. */
export const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Schema =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema;

const deepest = 6;
const idPattern = /^\^([a-z]+)_\[0-7\]/;

/** The prefix of the ids that a schema of a text wants. */
export const prefixOf = ({ pattern }: Schema): string | undefined => idPattern.exec(pattern ?? '')?.[1];

const childPath = (path: string, name: string) => (path ? `${path}.${name}` : name);
const variantsOf = ({ anyOf, oneOf }: Schema): Schema[] => [...(anyOf ?? []), ...(oneOf ?? [])];

/** Every place of a schema where an id stands, with its prefix: `definition.credential` → `crd`. */
export function idPlaces(
  schema: Schema,
  path = '',
  root: Schema = schema,
  depth = 0,
): [place: string, prefix: string][] {
  if (depth > 12) return [];
  const at = (inner: Schema, where: string) => idPlaces(inner, where, root, depth + 1);
  const prefix = prefixOf(schema);
  const found: [string, string][] = prefix ? [[path, prefix]] : [];
  if (schema.$ref) found.push(...at(resolved(schema.$ref, root), path));
  for (const [name, inner] of Object.entries(schema.properties ?? {})) found.push(...at(inner, childPath(path, name)));
  if (schema.items) found.push(...at(schema.items, `${path}[]`));
  if (typeof schema.additionalProperties === 'object') found.push(...at(schema.additionalProperties, `${path}{}`));
  for (const inner of [...variantsOf(schema), ...(schema.allOf ?? [])]) found.push(...at(inner, path));
  const places = new Map(found.map((place) => [place.join(' '), place]));
  return [...places.values()];
}

function resolved(ref: string, root: Schema): Schema {
  if (ref === '#') return root;
  return ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], root) as Schema;
}

/**
 * Values that a JSON Schema describes. What it cannot say (a refinement) they need not keep: parse them to know.
 */
export class SchemaValues {
  constructor(
    private readonly root: Schema,
    private readonly options: ValueOptions,
  ) {}

  all(): Arbitrary<unknown> {
    return this.of(this.root, '', 0);
  }

  private of(schema: Schema, path: string, depth: number): Arbitrary<unknown> {
    if (schema.$ref)
      return depth > deepest ? fc.constant(null) : this.of(resolved(schema.$ref, this.root), path, depth + 1);
    if ('const' in schema) return fc.constant(schema['const']);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const variants = this.chosen(variantsOf(schema), path);
    if (variants.length > 0) {
      const { anyOf: _a, oneOf: _o, ...rest } = schema;
      return fc.oneof(...variants.map((variant) => this.of(merged(rest, variant), path, depth)));
    }
    if (schema.allOf)
      return this.of(schema.allOf.reduce(merged, { ...schema, allOf: undefined } as Schema), path, depth);
    const types = [schema.type ?? (schema.properties ? 'object' : [])].flat();
    if (types.length === 0) return anything(this.wanted(path) ? 1 : 2);
    return fc.oneof(...types.map((type) => this.typed(type, schema, path, depth)));
  }

  /** The variants that lead to the wanted place; all when none is wanted here. */
  private chosen(variants: Schema[], path: string): Schema[] {
    if (!this.wanted(path)) return variants;
    const leading = variants.filter((variant) =>
      idPlaces(variant, path, this.root).some(([place]) => place === this.options.through),
    );
    return leading.length > 0 ? leading : variants;
  }

  private wanted(path: string): boolean {
    const { through } = this.options;
    return (
      through !== undefined &&
      through.startsWith(path) &&
      /^($|[.[{])/.test(path === '' ? '' : through.slice(path.length))
    );
  }

  private typed(type: string, schema: Schema, path: string, depth: number): Arbitrary<unknown> {
    if (type === 'null') return fc.constant(null);
    if (type === 'boolean') return fc.boolean();
    if (type === 'string') return this.text(schema);
    if (type === 'array') return this.list(schema, path, depth);
    if (type === 'object') return this.object(schema, path, depth);
    return numbers(schema, type === 'integer');
  }

  private text(schema: Schema): Arbitrary<string> {
    const prefix = prefixOf(schema);
    if (prefix) return fc.constant(this.options.idOf(prefix));
    return texts(schema);
  }

  private list(schema: Schema, path: string, depth: number): Arbitrary<unknown> {
    if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map((item) => this.of(item, `${path}[]`, depth + 1)));
    const least = Math.max(Number(schema['minItems'] ?? 0), this.wanted(`${path}[]`) ? 1 : 0);
    const most = Math.min(Number(schema['maxItems'] ?? 3), least + (depth > deepest ? 0 : 2));
    return fc.array(this.of(schema.items ?? {}, `${path}[]`, depth + 1), {
      minLength: least,
      maxLength: Math.max(least, most),
    });
  }

  private object(schema: Schema, path: string, depth: number): Arbitrary<unknown> {
    const required = new Set(schema.required ?? []);
    const fields: Record<string, Arbitrary<unknown>> = {};
    const needed: string[] = [];
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const where = childPath(path, name);
      const isNeeded = required.has(name) || this.wanted(where);
      if (depth > deepest && !isNeeded) continue;
      if (isNeeded) needed.push(name);
      fields[name] = this.of(inner, where, depth + 1);
    }
    const known = fc.record(fields, { requiredKeys: needed });
    const more = schema.additionalProperties;
    if (schema.properties || typeof more !== 'object' || depth > deepest) return known;
    const inner = this.of(more, `${path}{}`, depth + 1);
    const least = Math.max(Number(schema['minProperties'] ?? 0), this.wanted(`${path}{}`) ? 1 : 0);
    const names = schema['propertyNames']
      ? (this.of(schema['propertyNames'] as Schema, '', depth + 1) as Arbitrary<string>)
      : fc.stringMatching(/^[a-z]{1,8}$/);
    return fc.dictionary(names, inner, { minKeys: least, maxKeys: least + 2, noNullPrototype: true });
  }
}

const merged = (left: Schema, right: Schema): Schema => ({
  ...left,
  ...right,
  ...(left.properties || right.properties ? { properties: { ...left.properties, ...right.properties } } : {}),
  ...(left.required || right.required ? { required: [...(left.required ?? []), ...(right.required ?? [])] } : {}),
});

const anything = (maxDepth: number): Arbitrary<unknown> => fc.jsonValue({ maxDepth });

function numbers(schema: Schema, whole: boolean): Arbitrary<number> {
  const floor = (schema['minimum'] ?? schema['exclusiveMinimum']) as number | undefined;
  const ceiling = (schema['maximum'] ?? schema['exclusiveMaximum']) as number | undefined;
  const min = Math.max(floor ?? -1000, -(2 ** 53));
  const max = Math.min(ceiling ?? Math.max(min + 1000, 1000), 2 ** 53);
  return whole ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) }) : fc.double({ min, max, noNaN: true });
}

const formats: Record<string, Arbitrary<string>> = {
  'date-time': fc
    .date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  date: fc.constantFrom('2026-01-31', '2027-12-01'),
  duration: fc.constantFrom('PT1S', 'PT5M', 'P1D', 'P30D'),
  email: fc.stringMatching(/^[a-z]{3,10}$/).map((name) => `${name}@people.invalid`),
  uri: fc.constantFrom('https://there.invalid/', 'https://there.invalid/a?b=c', 'http://127.0.0.1:9/'),
  uuid: fc.uuid(),
};

function texts(schema: Schema): Arbitrary<string> {
  const known = formats[schema.format ?? ''];
  if (known) return known;
  const examples = (schema['examples'] ?? []) as string[];
  if (schema.pattern) {
    const matching = matchingOf(schema.pattern);
    if (matching && examples.length > 0) return fc.oneof(fc.constantFrom(...examples), matching);
    if (matching) return matching;
  }
  if (examples.length > 0) return fc.constantFrom(...examples);
  const minLength = Number(schema['minLength'] ?? 0);
  const maxLength = Math.max(minLength, Math.min(Number(schema['maxLength'] ?? 40), minLength + 40));
  return fc.oneof(
    fc.stringMatching(new RegExp(`^[a-z]{${Math.max(1, minLength)},${Math.max(1, minLength) + 12}}$`)),
    fc.string({ minLength, maxLength, unit: 'binary' }),
  );
}

/** Nothing for patterns that look around. */
function matchingOf(pattern: string): Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' });
  } catch {
    return undefined;
  }
}
