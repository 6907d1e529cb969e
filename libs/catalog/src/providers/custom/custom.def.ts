import { z } from 'zod';
import { ExpressionError, parseTemplate } from '#libs/expressions';
import { defineProvider } from '../provider.js';

const template = (title: string, description: string) =>
  z.string().max(10_000).superRefine(mustParse).optional().meta({ title, description });

/** What is read of an answer, or of one piece of a streamed one. */
const reading = (name: 'response' | 'chunk', text: string) => ({
  text: template('Text', `From \`${name}\`; ${text} when absent`),
  reasoning: template('Reasoning', 'What the model thought; null or absent when there is none'),
  toolCalls: template(
    'Calls of tools',
    'A list of { id, name, arguments }, or of calls as OpenAI writes them, with an index when they come in pieces',
  ),
  finish: template('Why it ended', 'stop, length, tool_calls, content_filter; null while it goes on'),
  inputTokens: template('Tokens read', 'Estimated when absent'),
  cachedInputTokens: template('Tokens read from a cache', 'A part of those read'),
  outputTokens: template('Tokens written', 'Estimated when absent'),
});

const body = z.json().superRefine(mustParseAll).optional();

/** Written as a person writes it; it knows no schema of the server behind the address. */
export const custom = defineProvider({
  id: 'custom',
  version: 1,
  title: 'Custom inference URL',
  description: 'A model of your own behind a plain address: request and response are mapped by templates.',
  icon: 'braces',
  note: 'Templates are expressions: {{ prompt }}, {{ messages }}, {{ response.choices[0].message.content }}. A request that names no tools cannot call any; a sample call finds out whether the model does.',
  settings: z.object({
    inferenceUrl: z.url().meta({ title: 'Inference URL', examples: ['https://models.example.com/generate'] }),
    apiKey: z.string().optional().meta({ title: 'API key', secret: true }),
    keyHeader: z
      .string()
      .regex(/^[\w-]+$/)
      .optional()
      .meta({ title: 'Header of the key', description: '`Authorization: Bearer …` when absent' }),
    parameters: z
      .record(z.string(), z.json())
      .optional()
      .meta({ title: 'Parameters', description: 'Sent with each request; known to templates as `parameters`' }),
    request: body.meta({
      title: 'Request',
      description:
        'Knows model, prompt, system, messages, tools, toolChoice, schema, temperature, topP, maxTokens, stop, seed, reasoning, parameters, stream. A field whose expression is null is left away. { "inputs": "{{ prompt }}", "parameters": "{{ parameters }}" } when absent',
    }),
    response: z.object(reading('response', '{{ response[0].generated_text }}')).optional().meta({ title: 'Response' }),
    stream: z
      .object({
        format: z.enum(['sse', 'jsonl']).default('sse').meta({ title: 'Format' }),
        ...reading('chunk', '{{ chunk.token.text }}'),
      })
      .optional()
      .meta({
        title: 'Streamed response',
        description:
          'The answer comes whole when absent. Without `finish`, an answer that breaks off cannot be told from a complete one',
      }),
    embedding: z
      .object({
        inferenceUrl: z.url().meta({ title: 'Inference URL' }),
        request: body.meta({ title: 'Request', description: 'Knows texts, model, parameters' }),
        vectors: z
          .string()
          .superRefine(mustParse)
          .meta({ title: 'Vectors', description: 'A list of lists of numbers, from `response`' }),
      })
      .optional()
      .meta({ title: 'Embeddings' }),
  }),
  needs: ['fetch'],
  toolCheck: 'probe',
  openEnded: true,
  models: [],
});

function mustParse(text: string, context: z.RefinementCtx): void {
  try {
    parseTemplate(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
}

function mustParseAll(value: unknown, context: z.RefinementCtx): void {
  if (typeof value === 'string') mustParse(value, context);
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) mustParseAll(inner, context);
}
