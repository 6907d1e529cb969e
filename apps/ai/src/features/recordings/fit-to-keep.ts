import { createHash } from 'node:crypto';
import type { CompletionRequest } from '#libs/catalog/providers/defs';
import { piiKinds, type RecordedPart } from '#libs/contracts';
import { canonical } from '../answer-cache/request-key.js';
import { canaryDetector } from '../guardrails/detectors/canaries.js';
import { withoutOverlaps, type Found } from '../guardrails/detectors/finding.js';
import { findPii } from '../guardrails/detectors/pii.js';
import { findSecrets } from '../guardrails/detectors/secrets.js';
import { Placeholders } from '../guardrails/placeholders.js';
import { mapStrings } from '../guardrails/texts-of.js';
import { withoutSeals } from '../tasks/prompts.js';

type KeptRequest = Record<string, unknown>;
type Piece = Exclude<RecordedPart, { type: 'end' }>;

/** A request as it may be kept, and what its placeholders stand for in this call. */
export interface FitToKeep {
  request: KeptRequest;
  hash: string;
  placeholders: Placeholders;
  /** The parts of an answer as they may be kept. */
  answer(parts: readonly RecordedPart[]): RecordedPart[];
}

/** The request of a call without what nobody may read there later: personal data, secrets, marker texts, and the bytes of images. */
export const fitToKeep = (
  wanted: string | undefined,
  request: Omit<CompletionRequest, 'model'>,
  canaries: readonly string[],
): FitToKeep => fit({ wanted: wanted ?? null, ...(withoutImages(request) as object) }, canaries);

/** As `fitToKeep`, of a request that was exported. */
export function fit(request: KeptRequest, canaries: readonly string[]): FitToKeep {
  const find = finder(canaries);
  const placeholders = new Placeholders();
  mapStrings(request, (text) => (placeholders.avoid(text), text));
  const kept = mapStrings(request, (text) => withoutSeals(placeholders.hide(text, find(text)))) as KeptRequest;
  // As JSON, because that is what comes back from an export: without fields that have no value.
  const hash = createHash('sha256')
    .update(JSON.stringify(canonical(kept)))
    .digest('base64url');
  return { request: kept, hash, placeholders, answer: (parts) => hidden(parts, find, placeholders) };
}

function finder(canaries: readonly string[]): (text: string) => Found[] {
  const findCanaries = canaries.length > 0 ? canaryDetector(canaries) : undefined;
  return (text) => {
    const secrets = [...findSecrets(text, true).found, ...(findCanaries?.(text, true).found ?? [])];
    return withoutOverlaps([...secrets.map((one) => ({ ...one, kind: 'secret' })), ...findPii(text, piiKinds)]);
  };
}

function withoutImages(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutImages);
  if (typeof value !== 'object' || value === null) return value;
  const { type, data } = value as { type?: unknown; data?: unknown };
  if (type === 'image' && typeof data === 'string')
    return { ...value, data: `sha256:${createHash('sha256').update(data).digest('base64url')}` };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutImages(inner)]));
}

const channelOf = (part: Piece): string => (part.type === 'tool-call' ? `tool-call ${part.index}` : part.type);
const textOf = (part: Piece): string => (part.type === 'tool-call' ? part.arguments : part.text);
const withText = (part: Piece, text: string): Piece =>
  part.type === 'tool-call' ? { ...part, arguments: text } : { ...part, text };

/** Each text of an answer is looked at as a whole: a secret may have come in two parts. What replaces it stands where it began. */
function hidden(
  parts: readonly RecordedPart[],
  find: (text: string) => Found[],
  placeholders: Placeholders,
): RecordedPart[] {
  const pieces = parts.filter((part): part is Piece => part.type !== 'end');
  const texts = new Map<string, string>();
  for (const part of pieces) texts.set(channelOf(part), (texts.get(channelOf(part)) ?? '') + textOf(part));
  const found = new Map([...texts].map(([channel, text]) => [channel, find(text)]));
  const reached = new Map<string, number>();
  return parts.map((part) => {
    if (part.type === 'end') return part;
    const channel = channelOf(part);
    const from = reached.get(channel) ?? 0;
    const to = from + textOf(part).length;
    reached.set(channel, to);
    return withText(part, cut(texts.get(channel)!, from, to, found.get(channel)!, placeholders));
  });
}

/** The text from one place to another, with what begins there replaced, and without what began before. */
function cut(text: string, from: number, to: number, found: readonly Found[], placeholders: Placeholders): string {
  let result = '';
  let at = from;
  for (const one of found) {
    if (one.end <= at || one.start >= to) continue;
    if (one.start >= from)
      result +=
        text.slice(at, one.start) +
        placeholders.hide(text.slice(one.start, one.end), [{ ...one, start: 0, end: one.end - one.start }]);
    at = Math.min(to, one.end);
  }
  return result + text.slice(at, to);
}
