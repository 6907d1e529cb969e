import { fn, text, type Fn } from '../fn.js';
import { asJson, isMap, Maybe, typeName, ValueError, writeOut, type Budget } from '../values.js';

function size(value: unknown): number {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  throw new ValueError(`${typeName(value)} has no size`, value);
}

function toNumber(value: unknown): number {
  const parsed =
    typeof value === 'string' && value.trim() !== ''
      ? Number(value)
      : typeof value === 'boolean'
        ? Number(value)
        : value;
  if (typeof parsed === 'number' && Number.isFinite(parsed)) return parsed;
  throw new ValueError('this is no number', value);
}

function fromJson(value: unknown, budget: Budget): unknown {
  const source = text(value, 'JSON text');
  budget.spendText(source.length * 8);
  try {
    return JSON.parse(source) as unknown;
  } catch {
    throw new ValueError('this text is not JSON', source);
  }
}

const maybe = (value: unknown): Maybe => {
  if (value instanceof Maybe) return value;
  throw new ValueError(`expected an optional, got ${typeName(value)}`, value);
};

export const conversions: Record<string, Fn> = {
  size: fn(
    'size(value): number',
    'How many characters, items or fields it has.',
    ['size("häß")', 3],
    ([value], budget) => (budget.spendText(typeof value === 'string' ? value.length : 0), size(value)),
  ),
  string: fn(
    'string(value): text',
    'As it stands inside a text: null as nothing, lists and maps as JSON.',
    ['string([1, null])', '[1,null]'],
    ([value], budget) => writeOut(value, budget),
  ),
  double: fn(
    'double(value): number',
    'The number that a text holds; 1 and 0 for true and false.',
    ['double("0.5")', 0.5],
    ([value]) => toNumber(value),
  ),
  int: fn('int(value): number', 'The same without what follows the point.', ['int("42.9")', 42], ([value]) =>
    Math.trunc(toNumber(value)),
  ),
  bool: fn('bool(value): boolean', 'Of the texts "true" and "false".', ['bool("true")', true], ([value]) => {
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw new ValueError('this is neither true nor false', value);
  }),
  dyn: fn(
    'dyn(value): any',
    'The value itself; for expressions that come from elsewhere.',
    ['dyn(1)', 1],
    ([value]) => value,
  ),
  type: fn('type(value): text', 'text, number, boolean, list, map or null.', ['type([1])', 'list'], ([value]) =>
    typeName(value),
  ),
  toJson: fn('toJson(value): text', 'As JSON.', ['toJson({"a": [1]})', '{"a":[1]}'], ([value], budget) =>
    asJson(value, budget),
  ),
  fromJson: fn('fromJson(text): any', 'What a text in JSON says.', ['fromJson("[1]")', [1]], ([value], budget) =>
    fromJson(value, budget),
  ),
  hasValue: fn(
    'hasValue(optional): boolean',
    'Whether an optional such as input.?name has a value.',
    ['{"a": 1}.?a.hasValue()', true],
    ([value]) => maybe(value).isPresent,
  ),
  value: fn('value(optional): any', 'Its value; fails when it has none.', ['{"a": 1}.?a.value()', 1], ([value]) => {
    if (maybe(value).isPresent) return maybe(value).value;
    throw new ValueError('the optional has no value');
  }),
  or: fn(
    'or(optional, other): optional',
    'Itself if it has a value, else the other.',
    ['{"a": 1}.?b.or(optional.of(2)).value()', 2],
    ([value, other]) => (maybe(value).isPresent ? value : maybe(other)),
  ),
  orValue: fn(
    'orValue(optional, value): any',
    'Its value, or the given one.',
    ['{"a": 1}.?b.orValue(2)', 2],
    ([value, other]) => (maybe(value).isPresent ? maybe(value).value : other),
  ),
};
