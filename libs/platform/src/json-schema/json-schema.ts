import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { AppError, type Issue } from '#libs/contracts';
import { hazardsOf } from './hazards.js';
import { TookTooLong, withinTime } from './watchdog.js';

/** JSON Schema, 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What is wrong with a value, field by field (`input.rows[3].name`); empty when it fits. `at` names the value itself.
 * @throws LIMIT_EXCEEDED when checking takes longer than a second
 */
export type SchemaCheck = (value: unknown, at?: string) => Issue[];

const compileMs = 2000;
const checkMs = 1000;
const mostKept = 500;
const mostIssues = 100;
/** Parts of a value up to which every problem is named; of a larger one the first, since each problem takes memory. */
const smallValue = 50_000;

const kept = new Map<string, SchemaCheck>();

/**
 * The one way in which schemas of strangers (definitions, forms, requests) become checks. They are hostile: size, depth and expressions are
 * bounded beforehand, compiling and checking are stopped when they take too long.
 * @throws VALIDATION_FAILED (at `schema`) when it is no schema, refers to the outside, or could run for ever
 */
export function compileSchema(schema: JsonSchema): SchemaCheck {
  const text = JSON.stringify(schema);
  const known = kept.get(text);
  if (known) return known;
  const { refused: why, isCostly } = hazardsOf(schema, text);
  if (why !== undefined) throw refused(why);
  const quick = compiled('quick', schema);
  let thorough: ValidateFunction | undefined;
  const check: SchemaCheck = (value, at = '') =>
    watched(isCostly, () => {
      if (quick(value)) return [];
      const all = isSmall(value) ? (thorough ??= compiled('thorough', schema)) : undefined;
      all?.(value);
      return ((all ?? quick).errors ?? []).slice(0, mostIssues).map((error) => issueOf(error, at));
    });
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value!);
  kept.set(text, check);
  return check;
}

const refused = (why: string) =>
  new AppError('VALIDATION_FAILED', {
    detail: `This is no usable JSON Schema: ${why}`,
    issues: [{ path: 'schema', message: `no usable JSON Schema: ${why}` }],
  });

/** Made when first needed: a compiler takes a tenth of a second. */
const compilers: { quick?: Ajv2020; thorough?: Ajv2020 } = {};
let count = 0;

function compilerOf(kind: keyof typeof compilers): Ajv2020 {
  const known = compilers[kind];
  if (known) return known;
  // `constructor` and `toString` are no fields of an empty object.
  const made = new Ajv2020({ strict: false, allErrors: kind === 'thorough', ownProperties: true, logger: false });
  addFormats.default(made);
  return (compilers[kind] = made);
}

/** Under an id of our own, and forgotten at once: two schemas may carry the same `$id`. */
function compiled(
  kind: keyof typeof compilers,
  { $schema: _dialect, $id: _id, ...bare }: JsonSchema,
): ValidateFunction {
  const compiler = compilerOf(kind);
  const $id = `urn:schema:${++count}`;
  try {
    return withinTime(compileMs, () => compiler.compile({ ...bare, $id }));
  } catch (error) {
    throw refused(error instanceof TookTooLong ? 'it takes too long to read' : (error as Error).message);
  } finally {
    compiler.removeSchema($id);
  }
}

function watched(isCostly: boolean, work: () => Issue[]): Issue[] {
  try {
    return isCostly ? withinTime(checkMs, work) : work();
  } catch (error) {
    if (error instanceof TookTooLong || error instanceof RangeError)
      throw new AppError('LIMIT_EXCEEDED', {
        detail: `Checking the value against its JSON Schema takes longer than ${checkMs} ms`,
        limit: 'schema.checkMs',
        maximum: checkMs,
      });
    throw error;
  }
}

function isSmall(value: unknown): boolean {
  let left = smallValue;
  const open = [value];
  while (open.length > 0) {
    const part = open.pop();
    if (typeof part !== 'object' || part === null) continue;
    const parts: unknown[] = Object.values(part);
    if ((left -= parts.length) <= 0) return false;
    open.push(...parts);
  }
  return true;
}

function issueOf({ instancePath, message, params, keyword }: ErrorObject, at: string): Issue {
  const { missingProperty, additionalProperty } = params as Record<string, string | undefined>;
  const inner = missingProperty ?? additionalProperty;
  const path = at + pathText(instancePath) + (inner === undefined ? '' : `.${inner}`);
  const said =
    keyword === 'required'
      ? 'is missing'
      : keyword === 'additionalProperties'
        ? 'is not known here'
        : (message ?? 'does not fit');
  return { path: at === '' ? path.replace(/^\./, '') : path, message: said };
}

/** `/messages/3/from` → `.messages[3].from` */
const pathText = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part.replaceAll('~1', '/').replaceAll('~0', '~')}`))
    .join('');
