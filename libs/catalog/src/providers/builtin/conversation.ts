import { textOf as textOfContent, type ChatMessage } from '#libs/contracts';
import type { Fact } from './extract/letter.js';

/** A conversation as the rules read it. */
export interface Reading {
  /** What was asked for: system messages, and what surrounds the material in the user's. */
  instruction: string;
  /** The text to work on: the values of JSON in the user's messages, or a delimited block, or else all that the user wrote. */
  material: string;
  /** Fields of the user's JSON and of tool results, the latest first. */
  facts: Fact[];
  /** Fields of tool results alone. */
  results: Fact[];
  calledBefore: ReadonlySet<string>;
}

export const callKey = (name: string, input: unknown): string => `${name} ${JSON.stringify(input ?? {})}`;

export function readConversation(messages: readonly ChatMessage[]): Reading {
  const of = (role: ChatMessage['role']) =>
    messages.filter((message) => message.role === role).map(({ content }) => textOfContent(content));
  const user = of('user').join('\n\n');
  const given = jsonIn(user);
  const block = /(?:```\w*\n|<(\w+)>\s*|""")([\s\S]+?)(?:\n?```|<\/\1>|""")/.exec(user);
  const results = of('tool')
    .reverse()
    .flatMap((content) => jsonIn(content).flatMap(({ value }) => factsOf(value)));
  const material = given.length ? given.map(({ value }) => textOf(value)).join('\n') : (block?.[2] ?? user);
  const outside = given.reduce((text, { source }) => text.replace(source, ' '), user).replace(block?.[0] ?? '', ' ');
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? (message.toolCalls ?? []) : []));
  return {
    instruction: [...of('system'), outside.trim() || user].join('\n'),
    material,
    facts: [...results, ...given.flatMap(({ value }) => factsOf(value))],
    results,
    calledBefore: new Set(calls.map((call) => callKey(call.name, call.input))),
  };
}

/** JSON objects and arrays that stand in a text. */
function jsonIn(text: string): { value: unknown; source: string }[] {
  const found: { value: unknown; source: string }[] = [];
  for (let at = text.search(/[[{]/); at >= 0 && found.length < 20;) {
    const end = endOfJson(text, at);
    const value = end > at ? parsed(text.slice(at, end)) : undefined;
    if (value !== undefined) found.push({ value, source: text.slice(at, end) });
    const from = value === undefined ? at + 1 : end;
    const next = text.slice(from).search(/[[{]/);
    at = next < 0 ? -1 : from + next;
  }
  return found;
}

/** Where the bracket that opens at `start` closes, strings respected; -1 when it does not. */
function endOfJson(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    if (inString) {
      if (sign === '\\') at += 1;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{' || sign === '[') depth += 1;
    else if ((sign === '}' || sign === ']') && (depth -= 1) === 0) return at + 1;
  }
  return -1;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Plain fields, also of nested objects; a name that comes twice keeps its first value. */
function factsOf(value: unknown, depth = 0): Fact[] {
  if (typeof value !== 'object' || value === null || depth > 4) return [];
  const entries = Array.isArray(value)
    ? value.slice(0, 20).map((entry) => ['', entry] as const)
    : Object.entries(value);
  return entries.flatMap(([name, inner]) =>
    typeof inner === 'object' ? factsOf(inner, depth + 1) : name ? [{ name, value: inner }] : [],
  );
}

/** The strings of a JSON value as a text: a subject first, each other string on lines of its own. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  const entries = Object.entries(value).filter(([name]) => !/^(id|receivedAt|createdAt)$/.test(name));
  const title = entries.filter(([name]) => /^(subject|title|betreff|asunto)$/i.test(name));
  const rest = entries.filter((entry) => !title.includes(entry));
  return [...title, ...rest]
    .map(([name, inner]) =>
      /^(from|sender|von|de)$/i.test(name) && typeof inner === 'string' ? `From: ${inner}` : textOf(inner),
    )
    .filter(Boolean)
    .join('\n');
}
