/** The part of JSON Schema that forms understand; anything else is edited as JSON. */
export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

export type Control =
  'text' | 'paragraph' | 'number' | 'integer' | 'boolean' | 'choice' | 'date' | 'datetime' | 'email' | 'url' | 'json';

/** Which control edits a value of this schema. */
export function controlOf(schema: JsonSchema): Control {
  if (
    Array.isArray(schema.enum) &&
    schema.enum.every((value) => typeof value === 'string' || typeof value === 'number')
  )
    return 'choice';
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type;
  if (type === 'number' || type === 'integer' || type === 'boolean') return type;
  if (type !== 'string') return 'json';
  if (schema.format === 'date') return 'date';
  if (schema.format === 'date-time') return 'datetime';
  if (schema.format === 'email') return 'email';
  if (schema.format === 'uri') return 'url';
  return (schema.maxLength ?? 0) > 200 || schema.format === 'textarea' ? 'paragraph' : 'text';
}

export interface FormField {
  name: string;
  label: string;
  schema: JsonSchema;
  control: Control;
  required: boolean;
}

/** The fields of an object schema, in its order. */
export function fieldsOf(schema: JsonSchema | undefined): FormField[] {
  return Object.entries(schema?.properties ?? {}).map(([name, field]) => ({
    name,
    label: field.title ?? spelled(name),
    schema: field,
    control: controlOf(field),
    required: schema?.required?.includes(name) ?? false,
  }));
}

/** What is not spelled as a word. */
const acronyms = /\b(api|csv|html|http|ip|json|sql|uri|url|xml)\b/gi;

/** `receivedAt` → "Received at", `sourceUrl` → "Source URL". */
const spelled = (name: string): string => {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(acronyms, (each) => each.toUpperCase());
};

/** What is typed in each field: text for most, a truth value for switches. */
export type Draft = Record<string, string | boolean>;

/** A draft from the schema's defaults, or from an earlier value. */
export function draftOf(fields: readonly FormField[], value?: unknown): Draft {
  const given = value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  return Object.fromEntries(
    fields.map(({ name, schema, control }) => {
      const start = given[name] ?? schema.default;
      if (control === 'boolean') return [name, start === true];
      if (start === undefined || start === null) return [name, ''];
      return [name, control === 'json' ? JSON.stringify(start, null, 2) : String(start)];
    }),
  );
}

export type FieldProblem =
  | { text: 'form.required' | 'form.number' | 'form.integer' | 'form.pattern' | 'form.json' | 'auth.error.email' }
  | { text: 'form.min'; min: number }
  | { text: 'form.max'; max: number }
  | { text: 'form.minLength'; min: number }
  | { text: 'form.maxLength'; max: number };

/** The values of a draft, or what is wrong field by field. An optional field left empty is left out. */
export function valuesOf(
  fields: readonly FormField[],
  draft: Draft,
): { values: Record<string, unknown>; problems: Record<string, FieldProblem> } {
  const values: Record<string, unknown> = {};
  const problems: Record<string, FieldProblem> = {};
  for (const field of fields) {
    const typed = draft[field.name];
    if (typeof typed === 'boolean') {
      values[field.name] = typed;
      continue;
    }
    if (typed === undefined || typed.trim() === '') {
      if (field.required) problems[field.name] = { text: 'form.required' };
      continue;
    }
    const read = readers[field.control](typed, field.schema);
    if ('problem' in read) problems[field.name] = read.problem;
    else values[field.name] = read.value;
  }
  return { values, problems };
}

type Read = { value: unknown } | { problem: FieldProblem };
type Reader = (typed: string, schema: JsonSchema) => Read;

const readText: Reader = (typed, schema) => {
  if (schema.minLength !== undefined && typed.length < schema.minLength)
    return { problem: { text: 'form.minLength', min: schema.minLength } };
  if (schema.maxLength !== undefined && typed.length > schema.maxLength)
    return { problem: { text: 'form.maxLength', max: schema.maxLength } };
  return matches(typed, schema.pattern) ? { value: typed } : { problem: { text: 'form.pattern' } };
};
/** A pattern that this browser cannot read is left to the server. */
const matches = (typed: string, pattern: string | undefined): boolean => {
  try {
    return pattern === undefined || new RegExp(pattern, 'u').test(typed);
  } catch {
    return true;
  }
};
const readNumber: Reader = (typed, schema) => {
  const value = Number(typed.replace(',', '.'));
  if (!Number.isFinite(value)) return { problem: { text: 'form.number' } };
  if (schema.minimum !== undefined && value < schema.minimum)
    return { problem: { text: 'form.min', min: schema.minimum } };
  if (schema.maximum !== undefined && value > schema.maximum)
    return { problem: { text: 'form.max', max: schema.maximum } };
  return { value };
};
const readInteger: Reader = (typed, schema) => {
  const read = readNumber(typed, schema);
  return 'value' in read && !Number.isInteger(read.value) ? { problem: { text: 'form.integer' } } : read;
};
const readJson: Reader = (typed) => {
  try {
    return { value: JSON.parse(typed) as unknown };
  } catch {
    return { problem: { text: 'form.json' } };
  }
};
const readers: Record<Control, Reader> = {
  text: readText,
  paragraph: readText,
  url: readText,
  date: readText,
  datetime: (typed) => {
    const at = new Date(typed);
    return Number.isNaN(at.getTime()) ? { problem: { text: 'form.pattern' } } : { value: at.toISOString() };
  },
  email: (typed) => (/^\S+@\S+\.\S+$/.test(typed) ? { value: typed } : { problem: { text: 'auth.error.email' } }),
  number: readNumber,
  integer: readInteger,
  boolean: (typed) => ({ value: typed === 'true' }),
  choice: (typed, schema) => {
    const value = schema.enum?.find((option) => String(option) === typed);
    return value === undefined ? { problem: { text: 'form.required' } } : { value };
  },
  json: readJson,
};
