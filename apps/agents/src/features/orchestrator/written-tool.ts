import { z } from 'zod';
import { toolName, type ChatMessage, type Issue, type ToolWish } from '#libs/contracts';
import type { ToolContent } from '../tools/custom/custom-tool.entity.js';
import { titleOf } from '../tools/custom/custom-tools.service.js';

/** One case that the tool has to pass in the sandbox. */
export interface Trial {
  input: unknown;
  expected: unknown;
}

const fewestTrials = 2;
const mostTrials = 10;
/** Code that nobody has looked at for long gets little time. */
const timeMs = 2000;

/** What a model answers, as JSON Schema. Loose: our own check says what is wrong in words that a model can use. */
export const writtenSchema = {
  type: 'object',
  properties: {
    impossible: {
      type: 'string',
      description: 'Why it cannot be done by code that reaches nothing but its input; leave the rest out then',
    },
    name: { type: 'string', description: 'Lower case letters, digits and underscores' },
    title: { type: 'string' },
    description: { type: 'string', description: 'For models and people: what it does, and when to use it' },
    inputSchema: { type: 'object', description: 'JSON Schema of an object; every field described' },
    outputSchema: { type: 'object', description: 'JSON Schema of what it gives' },
    code: { type: 'string', description: 'JavaScript; its last expression, or what it returns, is the output' },
    tests: {
      type: 'array',
      description: `${fewestTrials} to ${mostTrials} cases, the odd ones among them`,
      items: { type: 'object', required: ['input', 'expected'], properties: { input: {}, expected: {} } },
    },
  },
} as const;

const schema = z.record(z.string(), z.unknown());
const written = z.object({
  name: toolName,
  title: z.string().trim().min(1).max(200).optional().catch(undefined),
  description: z.string().trim().min(10).max(4000),
  inputSchema: schema,
  outputSchema: schema,
  code: z.string().min(1).max(50_000),
  tests: z
    .array(z.object({ input: schema, expected: z.unknown() }))
    .min(fewestTrials)
    .max(mostTrials),
});

type Reading = { impossible: string } | { issues: Issue[] } | { content: ToolContent; trials: Trial[] };

/** What the model said. All that decides how the tool is treated is ours: it is code, reaches nothing, and is looked at as a risk. */
export function readWritten(data: unknown): Reading {
  const { impossible } = (data ?? {}) as { impossible?: unknown };
  if (typeof impossible === 'string' && impossible.trim() !== '')
    return { impossible: impossible.trim().slice(0, 1000) };
  const parsed = written.safeParse(data);
  if (!parsed.success)
    return { issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.') || 'answer', message })) };
  const { name, title = titleOf(name), description, inputSchema, outputSchema, code, tests } = parsed.data;
  return {
    content: {
      ...{ name, title, description, inputSchema, outputSchema },
      definition: { kind: 'code', code, timeMs },
      ...{ effect: 'pure', risk: 'high', outside: false, async: false, timeoutMs: 10_000 },
    },
    trials: tests.map(({ input, expected }) => ({ input, expected: expected ?? null })),
  };
}

const rules = `You write tools for agents of a company: small pieces of JavaScript that compute. You answer with one JSON object: {name, title, description, inputSchema, outputSchema, code, tests}.
- The code runs in a sandbox: it knows \`input\` (checked against inputSchema) and \`now\` (RFC 3339), the language's own objects (ECMAScript 2023), and nothing else. No network, files, modules, timers, environment.
- What needs more than its input cannot be done by such a tool: answer {"impossible": "why"}.
- Its last expression, or what it returns, is the output: JSON that fits outputSchema. It throws an Error with a plain sentence when the input makes no sense.
- The same input always gives the same output.
- tests: {input, expected} pairs that you have worked out by hand, with usual and odd cases. The tool is tried on them, to the letter, before a person looks at it.
- The code is read by a person: plain, with names that say what they hold.`;

/** The question to the model that writes. */
export const writePrompt = ({ name, purpose }: ToolWish): ChatMessage[] => [
  { role: 'system', content: rules },
  { role: 'user', content: `Wanted: a tool that would be called "${name}".\n\n${purpose}` },
];

/** What was wrong with its tool, for the model that wrote it. */
export const mendToolPrompt = (issues: readonly Issue[]): ChatMessage => ({
  role: 'user',
  content: `It does not work:\n${issues
    .slice(0, 20)
    .map(({ path, message }) => `- ${path}: ${message.slice(0, 500)}`)
    .join('\n')}\nAnswer again with the whole JSON object.`,
});
