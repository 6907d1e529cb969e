import type OpenAI from 'openai';
import type { ChatContent, ChatMessage, ToolChoice, ToolSpec } from '#libs/contracts';

type Message = OpenAI.Chat.Completions.ChatCompletionMessageParam;
type Content = OpenAI.Chat.Completions.ChatCompletionContentPart[];

export function wireMessage(message: ChatMessage): Message {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
  if (message.role === 'user') return { role: 'user', content: wireContent(message.content) };
  if (message.role !== 'assistant' || !message.toolCalls?.length)
    return { role: message.role, content: message.content };
  const calls = message.toolCalls.map((call) => ({
    id: call.id,
    type: 'function' as const,
    function: { name: call.name, arguments: JSON.stringify(call.input ?? {}) },
  }));
  return { role: 'assistant', content: message.content || null, tool_calls: calls };
}

const wireContent = (content: ChatContent): string | Content =>
  typeof content === 'string'
    ? content
    : content.map((part) =>
        part.type === 'text'
          ? { type: 'text', text: part.text }
          : { type: 'image_url', image_url: { url: dataUrl(part) } },
      );

export const dataUrl = (image: { mediaType: string; data: string }): string =>
  `data:${image.mediaType};base64,${image.data}`;

export const wireTool = (tool: ToolSpec) => ({
  type: 'function' as const,
  function: { name: tool.name, description: tool.description, parameters: tool.inputSchema },
});

export const wireChoice = (choice: ToolChoice): OpenAI.Chat.Completions.ChatCompletionToolChoiceOption =>
  typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
