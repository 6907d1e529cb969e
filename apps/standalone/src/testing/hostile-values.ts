import fc, { type Arbitrary } from 'fast-check';

/** What people send who want to break something; each as a text, for wherever a text may stand. */
const texts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\r\nset-cookie: a=b',
  "' OR '1'='1",
  "'; DROP TABLE users; --",
  '%',
  '_%\\',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '<script>alert(1)</script>',
  '{{ 7 * 7 }}',
  '{{ input.constructor.constructor("return process")() }}',
  '${7*7}',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e309',
  '0x7fffffff',
  '9007199254740993',
  '9999-99-99T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  'P99999999999999Y',
  'http://169.254.169.254/latest/meta-data/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '\ud800',
  '\u202e\u2066gnp.exe',
  '🧨'.repeat(50),
  'a'.repeat(5_000),
  '('.repeat(500),
  '(a+)+$',
  'ＡＢＣ',
];

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value };
  return value;
};

/** JSON values that nobody expects at a place. */
export const hostileValues: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...texts),
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, Number.MAX_SAFE_INTEGER, -(2 ** 53), 1e308, [], {}, [[]], deep(20)),
  fc.jsonValue({ maxDepth: 2 }),
  fc.array(fc.constant('x'), { minLength: 1_500, maxLength: 1_500 }),
  fc.constant(JSON.parse('{"__proto__":{"isAdmin":true}}') as unknown),
  fc.constant({ constructor: { prototype: { isAdmin: true } } }),
  fc.constant({ companyId: 'co_01h455vb4pex5vsknk084sn02q', role: 'owner', id: 'x', createdAt: 1 }),
);
export const hostileTexts: Arbitrary<string> = fc.constantFrom(...texts);

/** Bodies that are no JSON, or JSON that no reader should follow. */
export const hostileBodies: Arbitrary<string> = fc.constantFrom(
  '{',
  'null',
  '[]',
  '"text"',
  '{"a":1,}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '['.repeat(100_000),
  `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`,
  '\ufeff{}',
  '{"a":1}{"b":2}',
  `{"a":"${'x'.repeat(100_000)}"}`,
  'a=b&c=d',
);

/** The value with one of its leaves, chosen by `pick`, replaced. */
export function replaced(value: unknown, pick: number, by: unknown): unknown {
  const places = leavesOf(value);
  const place = places[pick % places.length]!;
  return put(value, place, by);
}

function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]))];
}

function put(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === name ? put(each, rest, by) : each));
  const record = value as Record<string, unknown>;
  return { ...record, [name]: put(record[name], rest, by) };
}
