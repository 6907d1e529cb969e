import type { GenerateContentConfig, GenerateContentParameters, Tool, ToolConfig } from '@google/genai';
import type { CompletionRequest } from '../provider.js';
import { schemaPrompt } from '../schema-prompt.js';
import { wireContents } from './contents.js';

/** Values of enums of the SDK, which is loaded at the first call only. */
type ModeName = 'AUTO' | 'ANY' | 'NONE';
type Effort = NonNullable<CompletionRequest['reasoning']>;
const budgets: Record<Effort, number> = { low: 1_024, medium: 8_192, high: 24_576 };

/** Models before 3 think by a budget, and cannot be held to a schema while they have tools. */
const isOld = (model: string): boolean => /^(models\/)?gemini-[12]\b/.test(model);

export function contentBody(request: CompletionRequest, abortSignal: AbortSignal): GenerateContentParameters {
  const { model, tools, schema, temperature, topP, stop, seed, maxTokens, reasoning } = request;
  const byWords = schema !== undefined && isOld(model) && Boolean(tools?.length);
  const system = instructions(request, byWords);
  const config: GenerateContentConfig = {
    abortSignal,
    // One ask is one request.
    automaticContinuation: false,
    automaticFunctionCalling: { disable: true },
    ...(system ? { systemInstruction: system } : {}),
    ...(tools?.length ? toolsOf(request) : {}),
    ...(schema && !byWords ? { responseMimeType: 'application/json', responseJsonSchema: schema } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(stop?.length ? { stopSequences: [...stop] } : {}),
    ...(seed === undefined ? {} : { seed }),
    ...(maxTokens === undefined ? {} : { maxOutputTokens: maxTokens }),
    ...(reasoning ? { thinkingConfig: thinking(reasoning, model) } : {}),
  };
  return { model, contents: wireContents(request.messages), config };
}

function instructions({ messages, schema }: CompletionRequest, schemaByWords: boolean): string {
  const texts = messages.flatMap((message) => (message.role === 'system' ? [message.content] : []));
  if (schema && schemaByWords) texts.push(schemaPrompt(schema));
  return texts.filter(Boolean).join('\n\n');
}

function toolsOf({ tools = [], toolChoice }: CompletionRequest): { tools: Tool[]; toolConfig?: ToolConfig } {
  const functionDeclarations = tools.map(({ name, description, inputSchema }) => ({
    name,
    description,
    parametersJsonSchema: inputSchema,
  }));
  if (!toolChoice) return { tools: [{ functionDeclarations }] };
  const modes: Record<string, ModeName> = { auto: 'AUTO', none: 'NONE', required: 'ANY' };
  const functionCallingConfig =
    typeof toolChoice === 'string'
      ? { mode: modes[toolChoice] }
      : { mode: 'ANY' as ModeName, allowedFunctionNames: [toolChoice.name] };
  return { tools: [{ functionDeclarations }], toolConfig: { functionCallingConfig } as ToolConfig };
}

const thinking = (effort: Effort, model: string): NonNullable<GenerateContentConfig['thinkingConfig']> => ({
  includeThoughts: true,
  ...(isOld(model)
    ? { thinkingBudget: budgets[effort] }
    : {
        thinkingLevel: effort.toUpperCase() as NonNullable<
          GenerateContentConfig['thinkingConfig']
        >['thinkingLevel'] & {},
      }),
});
