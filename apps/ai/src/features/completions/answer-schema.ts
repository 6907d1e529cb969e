import { Injectable } from '@nestjs/common';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isSafePattern } from '#libs/catalog/providers/safe-pattern';
import { AppError, type Issue } from '#libs/contracts';

export type JsonSchema = Record<string, unknown>;
/** A value that fits, or what is wrong with it. */
export type Checked = { ok: true; value: unknown } | { ok: false; issues: Issue[] };

/** Characters of a schema. */
const longestSchema = 256 * 1024;
const mostKept = 200;
const mostIssues = 10;

/** Checks a model's answers against JSON Schemas (2020-12) that callers bring along. */
@Injectable()
export class AnswerSchemas {
  private readonly kept = new Map<string, ValidateFunction>();

  /** @throws VALIDATION_FAILED when it is no schema, refers to the outside, or has an expression that could run for ever */
  compile(schema: JsonSchema): (text: string) => Checked {
    const validate = this.validator(schema);
    return (text) => {
      const parsed = parseJson(text);
      if (!parsed.ok) return parsed;
      return validate(parsed.value)
        ? parsed
        : { ok: false, issues: (validate.errors ?? []).slice(0, mostIssues).map(issueOf) };
    };
  }

  private validator(schema: JsonSchema): ValidateFunction {
    const text = JSON.stringify(schema);
    const known = this.kept.get(text);
    if (known) return known;
    if (text.length > longestSchema) throw refused(`longer than ${longestSchema} characters`);
    refuseUnsafePatterns(schema);
    const validate = compiled(schema);
    if (this.kept.size >= mostKept) this.kept.delete(this.kept.keys().next().value ?? '');
    this.kept.set(text, validate);
    return validate;
  }
}

/** One compiler for all, since making one is slow. It must not remember schemas: two of them may carry the same `$id`. */
let compiler: Ajv2020 | undefined;
function ajv(): Ajv2020 {
  if (compiler) return compiler;
  compiler = new Ajv2020({ strict: false, allErrors: true, addUsedSchema: false, logger: false });
  addFormats.default(compiler);
  return compiler;
}

function compiled(schema: JsonSchema): ValidateFunction {
  const { $schema: _, ...bare } = schema;
  try {
    return ajv().compile(bare);
  } catch (error) {
    throw refused((error as Error).message);
  } finally {
    ajv().removeSchema(bare);
  }
}

const refused = (why: string) =>
  new AppError('VALIDATION_FAILED', { issues: [{ path: 'schema', message: `no usable JSON Schema: ${why}` }] });

function refuseUnsafePatterns(part: unknown, depth = 0): void {
  if (depth > 64) throw refused('nested deeper than 64 levels');
  if (Array.isArray(part)) for (const entry of part) refuseUnsafePatterns(entry, depth + 1);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return;
  for (const [name, value] of Object.entries(part)) {
    const sources =
      name === 'pattern' && typeof value === 'string'
        ? [value]
        : name === 'patternProperties'
          ? Object.keys(value as object)
          : [];
    for (const source of sources)
      if (!isSafePattern(source)) throw refused(`the pattern ${source.slice(0, 60)} could run for ever`);
    refuseUnsafePatterns(value, depth + 1);
  }
}

/** Reads JSON also out of the fence that models like to put around it. */
function parseJson(text: string): Checked {
  const bare = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text)?.[1] ?? text;
  try {
    return { ok: true, value: JSON.parse(bare) };
  } catch (error) {
    return { ok: false, issues: [{ path: '', message: `not JSON: ${(error as Error).message}` }] };
  }
}

const issueOf = ({ instancePath, message, params, keyword }: ErrorObject): Issue => {
  const inside = keyword === 'required' ? `/${String((params as { missingProperty?: string }).missingProperty)}` : '';
  const path = (instancePath + inside)
    .slice(1)
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replace(/\//g, '.');
  return { path, message: keyword === 'required' ? 'is missing' : (message ?? 'does not fit') };
};
