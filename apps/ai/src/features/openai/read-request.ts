import {
  AppError,
  imagePart,
  type ChatContent,
  type ChatMessage,
  type CompleteRequest,
  type OpenaiChatRequest,
} from '#libs/contracts';

type Message = OpenaiChatRequest['messages'][number];
type UserContent = Extract<Message, { role: 'user' }>['content'];
type Tools = Pick<CompleteRequest, 'tools' | 'toolChoice'>;

/** OpenAI's request as the platform asks. @throws VALIDATION_FAILED naming the field, for what cannot be done */
export function readRequest(body: OpenaiChatRequest): CompleteRequest {
  const stop = typeof body.stop === 'string' ? [body.stop] : body.stop;
  const given = {
    temperature: body.temperature,
    topP: body.top_p,
    maxTokens: body.max_completion_tokens ?? body.max_tokens,
    stop: stop?.length ? stop : undefined,
    seed: body.seed,
    reasoning: efforts[body.reasoning_effort ?? 'none'],
    schema: schemaOf(body.response_format),
    ...toolsOf(body),
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  return { model: body.model, messages: body.messages.map(readMessage), ...Object.fromEntries(set) };
}

const efforts: Record<string, CompleteRequest['reasoning']> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
};

function schemaOf(format: OpenaiChatRequest['response_format']): CompleteRequest['schema'] {
  if (format?.type === 'json_object') return { type: 'object' };
  return format?.type === 'json_schema' ? (format.json_schema.schema ?? { type: 'object' }) : undefined;
}

function toolsOf({ tools, tool_choice: choice }: OpenaiChatRequest): Tools {
  if (!tools?.length) return {};
  return {
    tools: tools.map(({ function: { name, description, parameters } }) => ({
      name,
      description: description ?? '',
      inputSchema: parameters ?? { type: 'object', properties: {} },
    })),
    ...(choice ? { toolChoice: typeof choice === 'string' ? choice : { name: choice.function.name } } : {}),
  };
}

function readMessage(message: Message, at: number): ChatMessage {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: joined(message.content) };
    case 'user':
      return { role: 'user', content: contentOf(message.content, `messages[${at}].content`) };
    case 'tool':
      return { role: 'tool', toolCallId: message.tool_call_id, content: joined(message.content) };
    case 'assistant': {
      const calls = message.tool_calls?.map(({ id, function: { name, arguments: written } }, index) => ({
        id,
        name,
        input: parsed(written, `messages[${at}].tool_calls[${index}].function.arguments`),
      }));
      return {
        role: 'assistant',
        content: joined(message.content ?? ''),
        ...(calls?.length ? { toolCalls: calls } : {}),
      };
    }
  }
}

const joined = (content: string | readonly { text: string }[]): string =>
  typeof content === 'string' ? content : content.map(({ text }) => text).join('');

function contentOf(content: UserContent, path: string): ChatContent {
  if (typeof content === 'string') return content;
  return content.map((piece, at) =>
    piece.type === 'text' ? piece : imageOf(piece.image_url.url, `${path}[${at}].image_url.url`),
  );
}

function imageOf(url: string, path: string) {
  const [, mediaType, data] = /^data:([\w/+.-]+);base64,(.*)$/s.exec(url) ?? [];
  const image = imagePart.safeParse({ type: 'image', mediaType, data });
  if (image.success) return image.data;
  throw refused(path, 'expected a data URL of a PNG, JPEG, WebP or GIF in base64: no address is fetched');
}

/** Models are sent arguments as they were written; what is no JSON was never a call of theirs. */
function parsed(written: string, path: string): unknown {
  try {
    return JSON.parse(written || '{}') as unknown;
  } catch {
    throw refused(path, 'is not JSON');
  }
}

export const refused = (path: string, message: string): AppError =>
  new AppError('VALIDATION_FAILED', { detail: `${path}: ${message}`, issues: [{ path, message }] });
