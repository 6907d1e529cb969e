import type { ChatMessage } from '#libs/contracts';

/** The message with each of its texts replaced by what `change` makes of it; the same object when nothing changes. */
export function mapTexts(message: ChatMessage, change: (text: string, place: string) => string): ChatMessage {
  if (typeof message.content === 'string') {
    const content = change(message.content, 'content');
    const calls = message.role === 'assistant' ? message.toolCalls : undefined;
    const toolCalls = calls?.map((call, index) => {
      const input = mapStrings(call.input, (text) => change(text, `toolCalls[${index}]`));
      return input === call.input ? call : { ...call, input };
    });
    const isSame = content === message.content && (toolCalls ?? []).every((call, index) => call === calls![index]);
    return isSame ? message : ({ ...message, content, ...(toolCalls ? { toolCalls } : {}) } as ChatMessage);
  }
  const content = message.content.map((part, index) => {
    if (part.type !== 'text') return part;
    const text = change(part.text, `content[${index}]`);
    return text === part.text ? part : { ...part, text };
  });
  const before = message.content;
  return content.every((part, index) => part === before[index]) ? message : ({ ...message, content } as ChatMessage);
}

const deepest = 64;

/** A JSON value with its strings changed, names of fields left alone; the same value when nothing changes. */
export function mapStrings(value: unknown, change: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  if (Array.isArray(value)) {
    const list = value.map((entry: unknown) => mapStrings(entry, change, depth + 1));
    return list.every((entry, index) => entry === value[index]) ? value : list;
  }
  const entries = Object.entries(value).map(([name, inner]) => [name, mapStrings(inner, change, depth + 1)] as const);
  const isSame = entries.every(([name, inner]) => inner === (value as Record<string, unknown>)[name]);
  return isSame ? value : Object.fromEntries(entries);
}
