import type { Prompt, PromptVariable } from '#libs/contracts';

/** A prompt as it is typed: defaults and the schema are texts until they are read. */
export interface PromptDraft {
  messages: Prompt['content']['messages'];
  variables: (Omit<PromptVariable, 'default'> & { default: string })[];
  temperature: string;
  maxTokens: string;
  model: string;
  schema: string;
}

export function draftOf({ content }: Pick<Prompt, 'content'>): PromptDraft {
  const { options } = content;
  return {
    messages: content.messages,
    variables: content.variables.map((variable) => ({ ...variable, default: shown(variable.default) })),
    temperature: String(options.temperature ?? ''),
    maxTokens: String(options.maxTokens ?? ''),
    model: options.model ?? '',
    schema: content.schema === undefined ? '' : JSON.stringify(content.schema, null, 2),
  };
}

const shown = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** A value as its type reads it. Undefined when the text is no such value. */
export function valueOf(type: PromptVariable['type'], text: string): unknown {
  if (type === 'string') return text;
  if (type === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
    return type === 'list' && !Array.isArray(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** What is saved. Options that the form does not show stay as they were. */
export function contentOf(
  draft: PromptDraft,
  before: Prompt['content'],
): { content: Prompt['content'] } | { wrong: string } {
  let schema: Record<string, unknown> | undefined;
  if (draft.schema.trim() !== '')
    try {
      schema = JSON.parse(draft.schema) as Record<string, unknown>;
    } catch (error) {
      return { wrong: error instanceof Error ? error.message : 'schema' };
    }
  const { temperature: _t, maxTokens: _m, model: _o, ...others } = before.options;
  const options = {
    ...others,
    ...(draft.temperature === '' ? {} : { temperature: Number(draft.temperature) }),
    ...(draft.maxTokens === '' ? {} : { maxTokens: Number(draft.maxTokens) }),
    ...(draft.model.trim() === '' ? {} : { model: draft.model.trim() }),
  };
  const variables: PromptVariable[] = draft.variables.map(({ default: typed, ...variable }) =>
    typed === '' ? variable : { ...variable, default: valueOf(variable.type, typed) ?? typed },
  );
  return { content: { messages: draft.messages, variables, options, ...(schema ? { schema } : {}) } };
}
