/** Whether what an expression reads is there, and fits where it goes, as far as schemas tell beforehand. */
import { problem, type Spot, type TextReading } from './spot.js';
import { configSchema, isWhole, readPlace, type Place } from './known-types.js';
import { nearest } from './nearest.js';
import type { Problem } from './problem.js';
import { follow, typesOf, typeWords, type Fault, type Segment, type TypeName } from './schema-walk.js';

/** An expression that asks first whether a value is there. */
const guards = /\bhas\s*\(|\.\s*\?|\[\s*\?|[!=]=\s*null\b|\bnull\s*[!=]=|\bisNull\b|\borValue\b/;

export function checkValues(spot: Spot, text: string, reading: TextReading): Problem[] {
  const told = new Set<string>();
  const found = reading.expressions.flatMap((expression) => {
    const isGuarded = guards.test(expression.source);
    return placesOf(expression).flatMap((place) => [
      ...checkPlace(spot, place, isGuarded),
      ...(isGuarded ? [] : checkCertain(spot, place)),
    ]);
  });
  const fields = found.filter(({ code, message }) => {
    const key = `${code} ${message}`;
    return !told.has(key) && told.add(key);
  });
  return fields.some(({ severity }) => severity === 'error') ? fields : [...fields, ...checkFit(spot, text, reading)];
}

function placesOf({ source, references }: TextReading['expressions'][number]): Place[] {
  const only = readPlace(source);
  if (only) return [only];
  return [
    ...references.steps.map(({ id, path }) => ({ root: 'steps', path: [id, ...path] })),
    ...references.inputs.map((path) => ({ root: 'input', path })),
    ...references.items.map((path) => ({ root: 'item', path })),
  ];
}

function checkPlace(spot: Spot, place: Place, isGuarded: boolean): Problem[] {
  const read = spot.types.read(place, spot);
  if ('schema' in read) return [];
  const { fault } = read;
  if (fault.reason === 'no-fields') return [problem(spot, 'TYPE_MISMATCH', noFields(place, fault))];
  // A schema that allows more is a hint, and who asks first whether it is there knows that.
  if (!fault.isClosed && isGuarded) return [];
  const severity = fault.isClosed && !isGuarded ? 'error' : 'warning';
  return [problem(spot, 'UNKNOWN_FIELD', unknownField(place, fault), severity)];
}

/** A step that did not run has null as its output, and null has no fields. */
function checkCertain(spot: Spot, { root, path }: Place): Problem[] {
  const [id, part, field] = path;
  if (root !== 'steps' || typeof id !== 'string' || part !== 'output' || field === undefined) return [];
  if (spot.isLate || spot.certainty.ranBefore(id, spot.node)) return [];
  const message = `${id} does not run on every way to ${spot.node.id}; its output is null then. Ask first: steps.${id}.output != null`;
  return [problem(spot, 'STEP_MAY_BE_SKIPPED', message, 'warning')];
}

/** A value of one type where the kind takes another. Only whole values have a type of their own; inside a text they are written out. */
function checkFit(spot: Spot, text: string, { expressions, problems }: TextReading): Problem[] {
  const [only] = expressions;
  const kind = spot.graph.kindOf(spot.node);
  if (spot.isLate || problems.length > 0 || expressions.length !== 1 || !only || !kind || !isWhole(text, only.source))
    return [];
  const place = readPlace(only.source);
  const [, , , ...field] = spot.path as Segment[];
  const wanted = follow(configSchema(kind), field);
  const read = place && spot.types.read(place, spot);
  if (!place || !read || !('schema' in read) || !('schema' in wanted)) return [];
  const [given, taken] = [typesOf(read.schema), typesOf(wanted.schema)];
  if (!given || !taken || [...given].some((type) => taken.has(type))) return [];
  const message = `${placeText(place)} is ${typeWords(given)}, but ${placeText({ root: '', path: field })} takes ${typeWords(taken)}`;
  return [problem(spot, 'TYPE_MISMATCH', message)];
}

function noFields(place: Place, { at, type }: Extract<Fault, { type: TypeName }>): string {
  const before = placeText({ ...place, path: place.path.slice(0, at) });
  const hint = type === 'array' ? '; take one of its items, such as [0], or all with map' : '';
  return `${before} is ${typeWords([type])} and has no ${String(place.path[at])}${hint}`;
}

const mostFields = 10;

function unknownField(place: Place, { at, fields }: Extract<Fault, { fields: readonly string[] }>): string {
  const name = String(place.path[at]);
  const before = placeText({ ...place, path: place.path.slice(0, at) });
  const meant = nearest(name, fields);
  if (meant !== undefined) return `${before} has no ${name}; did you mean ${meant}?`;
  const list = [...fields.slice(0, mostFields), ...(fields.length > mostFields ? ['…'] : [])].join(', ');
  return `${before} has no ${name}; it has ${list === '' ? 'no fields' : list}`;
}

const placeText = ({ root, path }: Place): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : /^[A-Za-z_]\w*$/.test(part) ? `${text}.${part}` : `${text}[${JSON.stringify(part)}]`;
  }, root);
