import { AppError, textOf, type ToolSpec } from '#libs/contracts';
import type { Completion, CompletionRequest } from '../provider.js';
import { callKey, readConversation, type Reading } from './conversation.js';
import { codesIn } from './extract/codes.js';
import { extract } from './extract/extract.js';
import { respond } from './reply/respond.js';
import { wordsOfName } from './text/fold.js';
import { withoutOrders } from './text/orders-to-assistant.js';
import { tokensOf } from './tokens.js';

/** Calls in one turn. */
const mostCalls = 5;

/** Calls a tool whose parameters the conversation holds, once; when there is none left, answers from what is known. */
export function complete(request: CompletionRequest): Completion {
  refuseImages(request);
  const reading = readConversation(request.messages);
  const calls = toolsToCall(request)
    .flatMap(([tool, told]) => callsOf(tool, reading, told))
    .slice(0, mostCalls);
  const input = request.messages.map(({ content }) => textOf(content)).join('\n');
  if (calls.length) {
    const toolCalls = calls.map(({ name, input: args }, at) => ({
      // Different in each turn: earlier calls keep their own ids.
      id: `call_${reading.calledBefore.size + at + 1}`,
      name,
      arguments: JSON.stringify(args),
    }));
    return { text: '', toolCalls, finish: 'tools', tokens: tokensOf(input, JSON.stringify(toolCalls)) };
  }
  const text = request.schema
    ? JSON.stringify(extract(reading.material, request.schema, { facts: reading.facts }).data)
    : respond(reading.instruction, reading.material, reading.results);
  const { kept, cut } = limited(text, request);
  return { text: kept, toolCalls: [], finish: cut ? 'length' : 'stop', tokens: tokensOf(input, kept) };
}

/** Rules that would answer past a picture would only seem to have seen it. */
function refuseImages({ messages }: CompletionRequest): void {
  const seen = messages.every(
    ({ content }) => typeof content === 'string' || content.every(({ type }) => type === 'text'),
  );
  if (!seen) throw new AppError('MODEL_REFUSED', { detail: 'The built-in rules cannot see images' });
}

/** The tools that may be called, each with whether the request insists on it. */
function toolsToCall({ tools = [], toolChoice = 'auto' }: CompletionRequest): [tool: ToolSpec, told: boolean][] {
  if (toolChoice === 'none') return [];
  if (typeof toolChoice === 'string') return tools.map((tool) => [tool, toolChoice === 'required']);
  return tools.filter(({ name }) => name === toolChoice.name).map((tool) => [tool, true]);
}

/** Names of tools that only look things up: these may be called unasked. */
const looksUp = new Set([
  'get',
  'find',
  'look',
  'lookup',
  'search',
  'fetch',
  'read',
  'list',
  'check',
  'query',
  'show',
  'track',
  'resolve',
]);

function callsOf(tool: ToolSpec, reading: Reading, told: boolean): { name: string; input: unknown }[] {
  const required = Array.isArray(tool.inputSchema['required']) ? tool.inputSchema['required'] : [];
  const asked = told || withoutOrders(reading.instruction).includes(tool.name);
  if (!asked && (!wordsOfName(tool.name).some((word) => looksUp.has(word)) || required.length === 0)) return [];
  const first = extract(reading.material, tool.inputSchema, { facts: reading.facts, vague: asked });
  if (first.missing.length) return [];
  const inputs = [first.data, ...others(first.data, required, first.spans, reading)];
  return inputs
    .filter((input) => !reading.calledBefore.has(callKey(tool.name, input)))
    .map((input) => ({ name: tool.name, input }));
}

/** The same call with the other identifiers of the text: "compare order A-1 with order A-2". */
function others(
  data: unknown,
  required: unknown[],
  spans: Record<string, { text: string }>,
  reading: Reading,
): unknown[] {
  const [name] = required as string[];
  if (required.length !== 1 || name === undefined || !spans[name]) return [];
  const value = (data as Record<string, unknown>)[name];
  const codes = [...new Set(codesIn(withoutOrders(reading.material), 'order').map((code) => code.value))];
  return codes.includes(String(value))
    ? codes.filter((code) => code !== value).map((code) => ({ ...(data as object), [name]: code }))
    : [];
}

/** A token is three quarters of a word. JSON is never cut: half of it is worth nothing. */
function limited(whole: string, { maxTokens, schema, stop = [] }: CompletionRequest): { kept: string; cut: boolean } {
  if (schema) return { kept: whole, cut: false };
  const ends = stop.map((sequence) => whole.indexOf(sequence)).filter((at) => at >= 0);
  const text = ends.length ? whole.slice(0, Math.min(...ends)) : whole;
  const words = text.split(/(?<=\s)(?=\S)/);
  const most = Math.floor((maxTokens ?? Infinity) * 0.75);
  return words.length <= most
    ? { kept: text, cut: false }
    : { kept: words.slice(0, most).join('').trimEnd(), cut: true };
}
