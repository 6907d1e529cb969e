/** What was found in the parts of a text, and how it becomes one answer. */
type JsonSchema = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords that one part of a text need not fulfil, though the whole must. */
const ofTheWhole = new Set(['required', 'minItems', 'minProperties', 'minContains', 'dependentRequired', 'contains']);
const ofSchemas = new Set(['properties', '$defs', 'definitions', 'patternProperties']);

/** The same schema for one part of a text: everything may be missing, and every property may be null. */
export function forOnePart(schema: JsonSchema): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !ofTheWhole.has(keyword))
      .map(([keyword, value]) => {
        if (keyword === 'items' && isRecord(value)) return [keyword, forOnePart(value)];
        if (!ofSchemas.has(keyword) || !isRecord(value)) return [keyword, value];
        const isNullable = keyword === 'properties';
        return [
          keyword,
          Object.fromEntries(
            Object.entries(value).map(([name, each]) => [
              name,
              isRecord(each) ? (isNullable ? orNull(forOnePart(each)) : forOnePart(each)) : each,
            ]),
          ),
        ];
      }),
  );
}

const orNull = (schema: Record<string, unknown>): Record<string, unknown> => ({ anyOf: [schema, { type: 'null' }] });

/** Of two findings the first that says something; lists one after the other, each entry once; objects field by field. */
export function merged(first: unknown, second: unknown): unknown {
  if (isEmpty(first)) return second ?? first;
  if (isEmpty(second)) return first;
  if (Array.isArray(first) && Array.isArray(second))
    return distinct([...(first as unknown[]), ...(second as unknown[])]);
  if (!isRecord(first) || !isRecord(second)) return first;
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  return Object.fromEntries([...names].map((name) => [name, merged(first[name], second[name])]));
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/** Parts overlap, so that an entry at a seam is found twice. */
function distinct(list: unknown[]): unknown[] {
  const seen = new Set<string>();
  return list.filter((entry) => {
    const text = JSON.stringify(entry);
    return !seen.has(text) && seen.add(text);
  });
}

/** The findings as the schema of the whole wants them: null stays where it is allowed and is left out elsewhere. */
export function completed(data: unknown, schema: unknown): unknown {
  if (!isRecord(schema)) return data;
  if (Array.isArray(data)) return data.map((entry: unknown) => completed(entry, schema['items']));
  if (!isRecord(data) && !(data === undefined && isRecord(schema['properties']))) return data;
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : [];
  const given = data ?? {};
  const names = new Set([...Object.keys(given), ...required]);
  return Object.fromEntries(
    [...names].flatMap((name): [string, unknown][] => {
      const value = completed(given[name], properties[name]);
      if (!isEmpty(value) || value === '') return [[name, value]];
      return allowsNull(properties[name]) ? [[name, null]] : [];
    }),
  );
}

function allowsNull(schema: unknown): boolean {
  if (!isRecord(schema)) return false;
  const { type, anyOf, oneOf, const: only } = schema;
  const choices = [...(Array.isArray(anyOf) ? anyOf : []), ...(Array.isArray(oneOf) ? oneOf : [])] as unknown[];
  return type === 'null' || (Array.isArray(type) && type.includes('null')) || only === null || choices.some(allowsNull);
}
