import { AppError, type CompleteResponse, type Issue, type ToolSpec } from '#libs/contracts';
import type { Completion } from '#libs/catalog/providers/defs';
import type { AnswerSchemas, Checked, JsonSchema } from './answer-schema.js';
import { readToolCalls } from './tool-calls.js';

type Said = Pick<Completion, 'text' | 'toolCalls'>;
type Read = Pick<CompleteResponse, 'toolCalls'> & { data?: unknown };

/** Reads what a model said as it was asked to say it: tools that it was offered, and data that fits the schema. */
export function answerCheck(
  { tools = [], schema }: { tools?: readonly ToolSpec[] | undefined; schema?: JsonSchema | undefined },
  schemas: AnswerSchemas,
): (said: Said) => { read: Read } | { issues: Issue[] } {
  const check = schema && schemas.compile(schema);
  return ({ text, toolCalls }) => {
    const read = readToolCalls(toolCalls, tools);
    if ('issues' in read) return read;
    const checked: Checked | undefined = read.calls.length === 0 && check ? check(text) : undefined;
    if (checked?.ok === false) return { issues: checked.issues };
    return { read: { toolCalls: read.calls, ...(checked ? { data: checked.value } : {}) } };
  };
}

export const invalid = (issues: Issue[], model: string): AppError =>
  new AppError('MODEL_OUTPUT_INVALID', {
    detail: `What ${model} answered does not fit: ${issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}`,
    issues,
  });
