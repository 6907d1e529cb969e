type Schema = Readonly<Record<string, unknown>>;

const deepest = 6;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const texts: Readonly<Record<string, string>> = {
  email: 'sample@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  date: '2026-01-31',
  time: '09:00:00Z',
  'date-time': '2026-01-31T09:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
  duration: 'P1D',
};

/** A small value that a JSON Schema most likely allows: its own default or example, else the plainest one. Deterministic. */
export function sampleOf(schema: unknown, depth = 0): unknown {
  if (!isSchema(schema) || depth > deepest) return null;
  if ('default' in schema) return schema['default'];
  if (Array.isArray(schema['examples']) && schema['examples'].length > 0) return schema['examples'][0] as unknown;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[])[0] ?? null;
  for (const word of ['oneOf', 'anyOf'] as const)
    if (Array.isArray(schema[word])) return sampleOf(plainest(schema[word]), depth + 1);
  if (Array.isArray(schema['allOf']))
    return (schema['allOf'] as unknown[]).map((part) => sampleOf(part, depth + 1)).reduce(merged, undefined) ?? null;
  const type = Array.isArray(schema['type']) ? (schema['type'] as unknown[])[0] : schema['type'];
  const make = makers[String(type ?? (isSchema(schema['properties']) ? 'object' : ''))];
  return make ? make(schema, depth) : null;
}

const plainest = (options: unknown[]): unknown =>
  options.find((each) => isSchema(each) && each['type'] !== 'null') ?? options[0];
const merged = (before: unknown, next: unknown): unknown =>
  isSchema(before) && isSchema(next) ? { ...before, ...next } : (next ?? before);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const makers: Readonly<Record<string, (schema: Schema, depth: number) => unknown>> = {
  string(schema) {
    const known = texts[String(schema['format'])];
    const least = Math.min(numberOf(schema['minLength']) ?? 0, 1000);
    const most = numberOf(schema['maxLength']) ?? Infinity;
    return (known ?? 'sample'.padEnd(least, 'x')).slice(0, most);
  },
  number: (schema) => leastOf(schema),
  integer: (schema) => Math.ceil(leastOf(schema)),
  boolean: () => true,
  null: () => null,
  array(schema, depth) {
    const count = Math.min(Math.max(numberOf(schema['minItems']) ?? 1, 0), 10, numberOf(schema['maxItems']) ?? 10);
    return Array.from({ length: count }, () => sampleOf(schema['items'], depth + 1));
  },
  object(schema, depth) {
    const { properties } = schema;
    if (!isSchema(properties)) return {};
    return Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, sampleOf(field, depth + 1)]));
  },
};

function leastOf(schema: Schema): number {
  const step = numberOf(schema['multipleOf']) ?? 1;
  const above = numberOf(schema['exclusiveMinimum']);
  const least = numberOf(schema['minimum']) ?? (above === undefined ? undefined : above + step);
  if (least !== undefined) return Math.ceil(least / step) * step;
  const most = numberOf(schema['maximum']) ?? numberOf(schema['exclusiveMaximum']);
  return most !== undefined && most <= 0 ? most - step : 0;
}
