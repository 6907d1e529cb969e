import { createHash } from 'node:crypto';
import type { ChatMessage } from '#libs/contracts';
import { textOf } from '#libs/contracts';
import type { ModelCall } from '../calls/stage.js';

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

/** The same value, whatever the order in which its fields were written. Fields without a value are none. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    fields.sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, field]) => [name, canonical(field)]),
  );
}

export interface RequestKey {
  /** Who asks exactly this. */
  id: string;
  /** Who asks this but for the last message. */
  rest: string;
  /** The last message, when it is a person's and has words alone. */
  question: string | undefined;
}

/**
 * Never across permissions: company, role and agent are part of every key, since what a model was told, and the tools it was offered,
 * follow from them.
 */
export function requestKey({ asking, request }: Pick<ModelCall, 'asking' | 'request'>, model: string): RequestKey {
  const { companyId, role } = asking.caller;
  const { messages, ...options } = request;
  const scope = [companyId, role, asking.origin.agentId ?? null, asking.task, model];
  const before = canonical(messages.slice(0, -1));
  const rest = digest([...scope, canonical(options), before]);
  const last = messages.at(-1);
  return { rest, id: digest([rest, canonical(last)]), question: questionOf(last) };
}

function questionOf(message: ChatMessage | undefined): string | undefined {
  if (message?.role !== 'user') return undefined;
  const { content } = message;
  const hasImages = typeof content !== 'string' && content.some(({ type }) => type !== 'text');
  const text = textOf(content).trim();
  return hasImages || text === '' ? undefined : text;
}
