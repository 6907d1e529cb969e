/** JSON Schemas as types of what expressions read: how far a path leads, and what stands at its end. */

/** JSON Schema. An empty one says nothing. */
export type Schema = Readonly<Record<string, unknown>>;
/** A field, or a place in a list. */
export type Segment = string | number;

export const anything: Schema = {};

/** Why a path leads no further. `at`: the segment that fails. */
export type Fault =
  | { at: number; reason: 'unknown-field'; fields: readonly string[]; isClosed: boolean }
  | { at: number; reason: 'no-fields'; type: TypeName };

export type TypeName = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';

const words: Record<TypeName, string> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  null: 'nothing',
  array: 'a list',
  object: 'an object',
};

/** "a text or a list" */
export const typeWords = (types: Iterable<TypeName>): string => [...types].map((type) => words[type]).join(' or ');

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const typeNames = Object.keys(words);

const asType = (name: unknown): TypeName | undefined =>
  name === 'integer' ? 'number' : typeNames.includes(name as string) ? (name as TypeName) : undefined;

/** The types that a value of the schema may have; undefined when the schema does not say. */
export function typesOf(schema: Schema): ReadonlySet<TypeName> | undefined {
  const options = optionsOf(schema);
  if (options) {
    const all = options.map(typesOf);
    return all.includes(undefined) ? undefined : new Set(all.flatMap((types) => [...types!]));
  }
  const { type } = schema;
  if (Array.isArray(schema.enum)) return new Set(schema.enum.map(typeOfValue));
  if ('const' in schema) return new Set([typeOfValue(schema.const)]);
  const named = (Array.isArray(type) ? type : [type]).map(asType);
  if (named.every((name) => name !== undefined)) return new Set(named);
  return isSchema(schema.properties) ? new Set(['object']) : undefined;
}

const typeOfValue = (value: unknown): TypeName =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : (typeof value as TypeName);

function optionsOf(schema: Schema): Schema[] | undefined {
  const options = schema.anyOf ?? schema.oneOf;
  return Array.isArray(options) && options.every(isSchema) ? options : undefined;
}

/** What stands at the end of a path, or where it breaks off. Where the schema says nothing, anything may stand. */
export function follow(schema: Schema, path: readonly Segment[], from = 0): { schema: Schema } | { fault: Fault } {
  let at = schema;
  for (let index = from; index < path.length; index++) {
    const options = optionsOf(at);
    if (options) return followAny(options, path, index);
    const step = stepInto(at, path[index]!, index);
    if ('fault' in step) return step;
    at = step.schema;
  }
  return { schema: at };
}

/** A value may have any of the forms: what one of them offers is not wrong. */
function followAny(options: readonly Schema[], path: readonly Segment[], index: number) {
  const ways = options.map((option) => follow(option, path, index));
  const open = ways.flatMap((way) => ('schema' in way ? [way.schema] : []));
  if (open.length > 0) return { schema: open.length === 1 ? open[0]! : { anyOf: open } };
  return ways.find((way) => 'fault' in way && way.fault.reason === 'unknown-field') ?? ways[0] ?? { schema: anything };
}

function stepInto(schema: Schema, segment: Segment, at: number): { schema: Schema } | { fault: Fault } {
  const types = typesOf(schema);
  if (!types || '$ref' in schema || 'allOf' in schema) return { schema: anything };
  if (types.has('object') && typeof segment === 'string') return fieldOf(schema, segment, at);
  if (types.has('array') && typeof segment === 'number')
    return { schema: isSchema(schema.items) ? schema.items : anything };
  if (types.has('object') || types.has('null')) return { schema: anything };
  const [type] = types;
  return { fault: { at, reason: 'no-fields', type: type! } };
}

function fieldOf(schema: Schema, name: string, at: number): { schema: Schema } | { fault: Fault } {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (known !== undefined) return { schema: isSchema(known) ? known : anything };
  const { additionalProperties: more } = schema;
  if (isSchema(more)) return { schema: more };
  const fields = Object.keys(properties);
  if ('patternProperties' in schema || more === true || (more === undefined && fields.length === 0))
    return { schema: anything };
  return { fault: { at, reason: 'unknown-field', fields, isClosed: more === false } };
}
