import type { Content, Part } from '@google/genai';
import type { ChatMessage } from '#libs/contracts';

/**
 * Newer models want a signature back with each call of theirs, which messages do not hold. This one is taken for calls that came from
 * elsewhere. Source: ai.google.dev/gemini-api/docs/thought-signatures#faqs
 */
const signedElsewhere = 'skip_thought_signature_validator';

/** Without the instructions, which travel apart. Turns of one side that follow each other become one, as results of parallel calls must. */
export function wireContents(messages: readonly ChatMessage[]): Content[] {
  const names = new Map(
    messages.flatMap((message) =>
      message.role === 'assistant' ? (message.toolCalls ?? []).map(({ id, name }) => [id, name] as const) : [],
    ),
  );
  const contents: { role: string; parts: Part[] }[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'model' : 'user';
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...partsOfMessage(message, names));
    else contents.push({ role, parts: partsOfMessage(message, names) });
  }
  return contents;
}

function partsOfMessage(message: Exclude<ChatMessage, { role: 'system' }>, names: ReadonlyMap<string, string>): Part[] {
  if (message.role === 'tool') {
    const { toolCallId: id, content } = message;
    return [{ functionResponse: { id, name: names.get(id) ?? id, response: resultOf(content) } }];
  }
  if (message.role === 'assistant')
    return [
      ...textParts(message.content),
      ...(message.toolCalls ?? []).map(({ id, name, input }) => ({
        functionCall: { id, name, args: (input ?? {}) as Record<string, unknown> },
        thoughtSignature: signedElsewhere,
      })),
    ];
  if (typeof message.content === 'string') return textParts(message.content);
  return message.content.map((part) =>
    part.type === 'text' ? { text: part.text } : { inlineData: { mimeType: part.mediaType, data: part.data } },
  );
}

const textParts = (text: string): Part[] => (text ? [{ text }] : []);

/** The API wants an object. */
function resultOf(content: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : { result: value };
  } catch {
    return { result: content };
  }
}
