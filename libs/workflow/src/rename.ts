import type { ParseExpression } from './spot.js';

/** A configuration in which every expression that read `steps.<id>` reads `steps.<to>`; the same object when none did. */
export function renameInConfig(value: unknown, id: string, to: string, parse: ParseExpression): unknown {
  if (typeof value === 'string') return value.includes('{{') ? renameInText(value, id, to, parse) : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, renameInConfig(item, id, to, parse)] as const);
  const isSame = entries.every(([key, item]) => item === (value as Record<string, unknown>)[key]);
  if (isSame) return value;
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

/** Only real references are touched: a text that happens to say `steps.topic` stays. */
function renameInText(text: string, id: string, to: string, parse: ParseExpression): string {
  const places = parse(text).expressions.flatMap(({ at, references }) =>
    references.steps.filter((step) => step.id === id).map((step) => at + step.position),
  );
  const reference = new RegExp(`^(steps\\s*(?:\\.\\??\\s*|\\[\\??\\s*["']))${id}(?![A-Za-z0-9_])`);
  return places
    .sort((a, b) => b - a)
    .reduce((changed, place) => changed.slice(0, place) + changed.slice(place).replace(reference, `$1${to}`), text);
}
