import { isDeepStrictEqual } from 'node:util';
import type { BenchCheck, Expectation } from '#libs/contracts';
import { compileSchema } from '#libs/platform/json-schema';

interface Answer {
  text: string;
  data?: unknown;
}

/** Holds an answer against what was expected: one check for each part of the expectation. */
export function checksOf(answer: Answer, { equals, contains, json, schema, ...rest }: Expectation): BenchCheck[] {
  const given = { equals, contains, json, schema, ...rest };
  return [
    ...(equals === undefined ? [] : [equalsCheck(answer.text, equals)]),
    ...(contains ? [containsCheck(answer.text, contains)] : []),
    ...('json' in given && json !== undefined ? [jsonCheck(answer, json)] : []),
    ...(schema ? [schemaCheck(answer, schema)] : []),
  ];
}

const result = (check: BenchCheck['check'], faults: readonly string[]): BenchCheck => ({
  check,
  passed: faults.length === 0,
  detail: faults.slice(0, 10).join('; ').slice(0, 1000),
});

const equalsCheck = (text: string, wanted: string): BenchCheck =>
  result('equals', text.trim() === wanted.trim() ? [] : [`expected ${shown(wanted)}, got ${shown(text)}`]);

function containsCheck(text: string, words: readonly string[]): BenchCheck {
  const lower = text.toLowerCase();
  const missing = words.filter((word) => !lower.includes(word.toLowerCase()));
  return result(
    'contains',
    missing.map((word) => `${shown(word)} is missing`),
  );
}

function jsonCheck(answer: Answer, wanted: unknown): BenchCheck {
  const value = valueOf(answer);
  return result('json', value === undefined ? ['the answer is no JSON'] : differences(value, wanted, ''));
}

function schemaCheck(answer: Answer, schema: Record<string, unknown>): BenchCheck {
  const value = valueOf(answer);
  const issues = value === undefined ? [{ path: '', message: 'the answer is no JSON' }] : compileSchema(schema)(value);
  return result(
    'schema',
    issues.map(({ path, message }) => `${path} ${message}`.trim()),
  );
}

function valueOf({ text, data }: Answer): unknown {
  if (data !== undefined) return data;
  const bare = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text)?.[1] ?? text;
  try {
    return JSON.parse(bare) as unknown;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of an object only the fields that are wanted count; lists must be equal. */
function differences(value: unknown, wanted: unknown, path: string): string[] {
  if (isRecord(wanted) && isRecord(value))
    return Object.entries(wanted).flatMap(([name, each]) =>
      differences(Object.hasOwn(value, name) ? value[name] : undefined, each, path ? `${path}.${name}` : name),
    );
  return isDeepStrictEqual(value, wanted)
    ? []
    : [`${path || 'the answer'}: expected ${shown(wanted)}, got ${shown(value)}`];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
