import { Injectable } from '@nestjs/common';
import type { Issue } from '#libs/contracts';
import { compileSchema, type JsonSchema, type SchemaCheck } from '#libs/platform/json-schema';

export type { JsonSchema };
/** A value that fits, or what is wrong with it. */
export type Checked = { ok: true; value: unknown } | { ok: false; issues: Issue[] };

const mostIssues = 10;

/** Checks a model's answers against JSON Schemas (2020-12) that callers bring along. */
@Injectable()
export class AnswerSchemas {
  /** @throws VALIDATION_FAILED when it is no schema, refers to the outside, or has an expression that could run for ever */
  compile(schema: JsonSchema): (text: string) => Checked {
    const check = compileSchema(schema);
    return (text) => checked(text, check);
  }
}

function checked(text: string, check: SchemaCheck): Checked {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  const issues = check(parsed.value).slice(0, mostIssues);
  return issues.length === 0 ? parsed : { ok: false, issues };
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
