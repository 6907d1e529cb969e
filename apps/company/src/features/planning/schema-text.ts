/** JSON Schemas in few words, for a reader that pays by the word. */

interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  format?: string;
  default?: unknown;
}

/** Deeper shapes are left to the reader's imagination. */
const deepest = 4;

/** `{ label: text, confidence: number, labels?: text[] }` */
export function typeText(schema: object, depth = 0): string {
  const { type, anyOf, oneOf, properties, items, additionalProperties, format, ...rest } = schema as Schema;
  if (rest.const !== undefined) return JSON.stringify(rest.const);
  if (rest.enum) return rest.enum.map((value) => JSON.stringify(value)).join(' | ');
  const options = anyOf ?? oneOf;
  if (options) return [...new Set(options.map((option) => typeText(option, depth)))].join(' | ');
  if (Array.isArray(type)) return type.map((each) => typeText({ ...schema, type: each }, depth)).join(' | ');
  if (properties) return depth < deepest ? fieldsText(properties, rest.required ?? [], depth) : 'object';
  if (type === 'array') return items ? `${grouped(typeText(items, depth + 1))}[]` : 'list';
  if (type === 'object') {
    const values = typeof additionalProperties === 'object' ? typeText(additionalProperties, depth + 1) : 'any';
    return `{ [name]: ${values} }`;
  }
  if (type === 'string') return format && format !== 'uri' ? `text (${format})` : 'text';
  return type ?? 'any';
}

const grouped = (text: string): string => (text.includes(' | ') ? `(${text})` : text);

function fieldsText(properties: Record<string, Schema>, required: readonly string[], depth: number): string {
  const fields = Object.entries(properties).map(
    ([name, field]) => `${name}${required.includes(name) ? '' : '?'}: ${typeText(field, depth + 1)}`,
  );
  return `{ ${fields.join(', ')} }`;
}

/** A line for each field of an object, with what is said of it; several objects one below the other. */
export function fieldLines(schema: object): string[] {
  const { anyOf, oneOf, properties = {}, required = [], title } = schema as Schema;
  const options = anyOf ?? oneOf;
  if (options)
    return options.flatMap((option) => [`  either ${option.title ?? title ?? ''}`.trimEnd(), ...fieldLines(option)]);
  return Object.entries(properties).map(([name, field]) => {
    const about = field.description ?? field.title ?? '';
    const shown = about.length > 140 ? `${about.slice(0, 139)}…` : about;
    return `  ${name}${required.includes(name) ? '' : '?'}: ${typeText(field)}${shown === '' ? '' : ` — ${shown}`}`;
  });
}
