import type { ToolConstraints } from '#libs/contracts';

/** What begins like an address, wherever it is in the arguments. The scheme is bounded so that no text takes long. */
const address = /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]*/gi;

/** Why a call may not be made with these arguments, for the model; undefined when it may. */
export function violationOf(constraints: ToolConstraints | undefined, input: unknown): string | undefined {
  if (!constraints) return undefined;
  const { hosts, arguments: named = {} } = constraints;
  if (hosts) {
    const foreign = foreignAddress(input, hosts);
    if (foreign !== undefined) return `The address ${foreign} is not allowed here. Allowed hosts: ${hosts.join(', ')}`;
  }
  for (const [path, rule] of Object.entries(named)) {
    const values = valuesAt(input, path.split('.'));
    if (values.length === 0) return `The argument ${path} has to be given: ${wordsOf(rule)}`;
    for (const value of values) if (!fits(value, rule)) return `The argument ${path} has to be ${wordsOf(rule)}`;
  }
  return undefined;
}

type Rule = NonNullable<ToolConstraints['arguments']>[string];

function fits(value: unknown, { values, pattern, min, max }: Rule): boolean {
  if (values && !values.some((allowed) => allowed === value)) return false;
  if (pattern !== undefined && !(typeof value === 'string' && new RegExp(`^(?:${pattern})$`, 'u').test(value)))
    return false;
  if (min === undefined && max === undefined) return true;
  return typeof value === 'number' && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}

const wordsOf = ({ values, pattern, min, max }: Rule): string =>
  [
    values && `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
    pattern !== undefined && `a text that fits ${pattern}`,
    min !== undefined && `a number of at least ${min}`,
    max !== undefined && `a number of at most ${max}`,
  ]
    .filter((part) => typeof part === 'string')
    .join(' and ');

/** All values under a path; of lists those of each element. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, path));
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined || value === null ? [] : [value];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
  return valuesAt((value as Record<string, unknown>)[name], rest);
}

/** The first address that points elsewhere, or cannot be read. */
function foreignAddress(input: unknown, hosts: readonly string[]): string | undefined {
  for (const text of textsIn(input)) {
    for (const found of text.match(address) ?? []) if (!isOf(found, hosts)) return found.slice(0, 200);
    // What a client would complete to an address counts as one.
    if (/^[\\/]{2}/.test(text.trim()) && !isOf(`https:${text.trim()}`, hosts)) return text.slice(0, 200);
  }
  return undefined;
}

function isOf(url: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const host = new URL(url).hostname.toLowerCase();
  return hosts.some((allowed) => {
    const name = allowed.toLowerCase();
    return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
  });
}

/** Every text of a value, names of fields included. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'number') yield String(value);
  else if (Array.isArray(value)) for (const each of value) yield* textsIn(each);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      yield name;
      yield* textsIn(inner);
    }
}
