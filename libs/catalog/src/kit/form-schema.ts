import type { z } from 'zod';

type Schema = Readonly<Record<string, unknown>>;

const types = ['string', 'number', 'integer', 'boolean', 'array', 'object'];
export const formFormats = ['email', 'uri', 'date', 'time', 'date-time', 'artifact', 'textarea'];
const limits = { fields: 200, depth: 5 };

/** What a form may say of a field, beside `type`. All of it means what JSON Schema 2020-12 says. */
const words = new Set([
  ...[
    'title',
    'description',
    'default',
    'examples',
    'placeholder',
    '$schema',
    '$id',
    '$comment',
    'readOnly',
    'writeOnly',
  ],
  ...['type', 'enum', 'const', 'oneOf', 'format', 'minLength', 'maxLength', 'pattern'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['items', 'minItems', 'maxItems', 'uniqueItems', 'properties', 'required', 'additionalProperties'],
]);

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTemplate = (value: unknown): boolean => typeof value === 'string' && value.includes('{{');

/** What of a schema no form can show or check, each with its place; empty when all can be. Parts that are expressions are known later. */
export function formProblems(schema: unknown): { path: (string | number)[]; message: string }[] {
  const problems: { path: (string | number)[]; message: string }[] = [];
  let fields = 0;
  const visit = (part: unknown, path: (string | number)[], depth: number): void => {
    if (isTemplate(part)) return;
    if (!isObject(part)) return say(path, 'expected a JSON Schema');
    if (++fields > limits.fields + 1) {
      if (fields === limits.fields + 2) say(path, `expected at most ${limits.fields} fields`);
      return;
    }
    if (depth > limits.depth) return say(path, `expected fields at most ${limits.depth} levels deep`);
    for (const word of Object.keys(part)) if (!words.has(word)) say([...path, word], `${word} is not offered in forms`);
    const { type, format, properties, items, required } = part;
    if (
      type === undefined
        ? !('enum' in part || 'const' in part || 'oneOf' in part)
        : !isTemplate(type) && !types.includes(type as string)
    )
      say([...path, 'type'], `expected one of ${types.join(', ')}`);
    if (format !== undefined && !isTemplate(format) && !formFormats.includes(format as string))
      say([...path, 'format'], `expected one of ${formFormats.join(', ')}`);
    if ('oneOf' in part) checkChoices(part['oneOf'], [...path, 'oneOf']);
    if (isObject(properties)) {
      for (const [name, field] of Object.entries(properties)) visit(field, [...path, 'properties', name], depth + 1);
      checkRequired(required, properties, [...path, 'required']);
    } else if (properties !== undefined && !isTemplate(properties)) say([...path, 'properties'], 'expected an object');
    if (items !== undefined) visit(items, [...path, 'items'], depth + 1);
  };
  const checkChoices = (choices: unknown, path: (string | number)[]): void => {
    if (isTemplate(choices)) return;
    const fit =
      Array.isArray(choices) && choices.length > 0 && choices.every((each) => isObject(each) && 'const' in each);
    if (!fit) say(path, 'expected a list of choices {const, title}');
  };
  const checkRequired = (required: unknown, properties: Schema, path: (string | number)[]): void => {
    if (!Array.isArray(required)) return;
    required.forEach((name, index) => {
      if (typeof name === 'string' && !isTemplate(name) && !Object.hasOwn(properties, name))
        say([...path, index], `there is no field ${name}`);
    });
  };
  const say = (path: (string | number)[], message: string): void => void problems.push({ path, message });
  visit(schema, [], 0);
  return problems;
}

/** For `superRefine` of a field that holds the schema of a form. */
export function checkFormSchema(schema: Schema, context: z.core.$RefinementCtx): void {
  if (schema['type'] !== 'object') {
    context.issues.push({ code: 'custom', message: 'expected a schema of type object', input: schema });
    return;
  }
  for (const { path, message } of formProblems(schema).slice(0, 20))
    context.issues.push({ code: 'custom', path, message, input: schema });
}

/** Values with the defaults of fields that were left out, as deep as the schema tells. The values given are not changed. */
export function withDefaults(schema: unknown, value: unknown): unknown {
  if (!isObject(schema)) return value;
  if (value === undefined) {
    if ('default' in schema) return structuredClone(schema['default']);
    return value;
  }
  if (Array.isArray(value)) return value.map((item) => withDefaults(schema['items'], item));
  const properties = schema['properties'];
  if (!isObject(value) || !isObject(properties)) return value;
  const filled: Record<string, unknown> = { ...value };
  for (const [name, field] of Object.entries(properties)) {
    const known = Object.hasOwn(filled, name) ? filled[name] : undefined;
    const given = withDefaults(field, known);
    if (given !== undefined)
      Object.defineProperty(filled, name, { value: given, enumerable: true, writable: true, configurable: true });
  }
  return filled;
}

/** Every value that a field of the format `artifact` holds, with its place (`values.papers[0]`). */
export function artifactsIn(schema: unknown, value: unknown, at: string): { path: string; id: unknown }[] {
  if (!isObject(schema) || value === undefined || value === null) return [];
  if (schema['format'] === 'artifact') return [{ path: at, id: value }];
  if (Array.isArray(value))
    return value.flatMap((item, index) => artifactsIn(schema['items'], item, `${at}[${index}]`));
  const properties = schema['properties'];
  if (!isObject(value) || !isObject(properties)) return [];
  return Object.entries(properties).flatMap(([name, field]) =>
    Object.hasOwn(value, name) ? artifactsIn(field, value[name], `${at}.${name}`) : [],
  );
}
