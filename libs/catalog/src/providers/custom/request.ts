import { AppError, textOf } from '#libs/contracts';
import type { z } from 'zod';
import { wireChoice, wireMessage, wireTool } from '../openai-wire/messages.js';
import type { CompletionRequest } from '../provider.js';
import { schemaPrompt } from '../schema-prompt.js';
import type { custom } from './custom.def.js';
import { filled, speaksOf } from './filled.js';

export type CustomSettings = z.output<typeof custom.settings>;

const usual = { inputs: '{{ prompt }}', parameters: '{{ parameters }}' };

/** The body of one request. @throws MODEL_NO_TOOLS when the template has no place for the tools */
export function customBody(request: CompletionRequest, settings: CustomSettings): string {
  const template = settings.request ?? usual;
  if (request.tools?.length && !speaksOf(template, 'tools'))
    throw new AppError('MODEL_NO_TOOLS', { detail: 'The request of this custom model has no place for tools' });
  return JSON.stringify(filled(template, scopeOf(request, settings, !speaksOf(template, 'schema'))));
}

function scopeOf(request: CompletionRequest, settings: CustomSettings, schemaByWords: boolean) {
  const { model, messages, tools, toolChoice, schema, temperature, topP, maxTokens, stop, seed, reasoning } = request;
  const asked =
    schema && schemaByWords ? [{ role: 'system' as const, content: schemaPrompt(schema) }, ...messages] : messages;
  return {
    model,
    messages: asked.map(wireMessage),
    prompt: promptOf(asked),
    system: asked.flatMap((message) => (message.role === 'system' ? [message.content] : [])).join('\n\n'),
    tools: tools?.length ? tools.map(wireTool) : null,
    toolChoice: tools?.length && toolChoice ? wireChoice(toolChoice) : null,
    schema: schema ?? null,
    temperature: temperature ?? null,
    topP: topP ?? null,
    maxTokens: maxTokens ?? null,
    stop: stop?.length ? [...stop] : null,
    seed: seed ?? null,
    reasoning: reasoning ?? null,
    parameters: settings.parameters ?? {},
    stream: settings.stream !== undefined,
  };
}

/** The conversation as one text, for models that know no roles; alone, a message stands as it is. */
function promptOf(messages: CompletionRequest['messages']): string {
  const [only] = messages;
  if (messages.length === 1 && only) return textOf(only.content);
  const names = { system: '', user: 'User: ', assistant: 'Assistant: ', tool: 'Result: ' };
  return `${messages.map(({ role, content }) => names[role] + textOf(content)).join('\n\n')}\n\nAssistant:`;
}
