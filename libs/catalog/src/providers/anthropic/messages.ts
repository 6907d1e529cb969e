import type Anthropic from '@anthropic-ai/sdk';
import type { ChatMessage } from '#libs/contracts';

type Message = Anthropic.MessageParam;
type Block = Anthropic.ContentBlockParam;

/** Without the instructions, which travel apart. Turns of one side that follow each other become one, as results of parallel calls must. */
export function wireMessages(messages: readonly ChatMessage[]): Message[] {
  const turns: { role: 'user' | 'assistant'; content: Block[] }[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocksOf(message));
    else turns.push({ role, content: blocksOf(message) });
  }
  return turns;
}

function blocksOf(message: Exclude<ChatMessage, { role: 'system' }>): Block[] {
  if (message.role === 'tool')
    return [{ type: 'tool_result', tool_use_id: message.toolCallId, content: message.content }];
  if (message.role === 'assistant')
    return [
      ...textBlocks(message.content),
      ...(message.toolCalls ?? []).map((call) => ({
        type: 'tool_use' as const,
        id: call.id,
        name: call.name,
        input: call.input ?? {},
      })),
    ];
  if (typeof message.content === 'string') return textBlocks(message.content);
  return message.content.flatMap((part): Block[] =>
    part.type === 'text'
      ? textBlocks(part.text)
      : [{ type: 'image', source: { type: 'base64', media_type: part.mediaType, data: part.data } }],
  );
}

/** The API refuses empty texts. */
const textBlocks = (text: string): Block[] => (text ? [{ type: 'text', text }] : []);
