import { openaiError, type AiUsage, type CompleteResponse, type Problem } from '#libs/contracts';
import type { AnswerPart } from '../calls/stage.js';

const finishes = { stop: 'stop', tools: 'tool_calls', length: 'length', filtered: 'content_filter' } as const;
const now = () => Math.floor(Date.now() / 1000);

const usageOf = ({ inputTokens, outputTokens }: Pick<AiUsage, 'inputTokens' | 'outputTokens'>) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
});

/** What the answer needs of a whole one. */
export type Whole = Pick<CompleteResponse, 'text' | 'toolCalls' | 'finish'> & {
  usage: Pick<AiUsage, 'inputTokens' | 'outputTokens' | 'model'>;
};

/** A whole answer as a `chat.completion`, JSON text. */
export function writeAnswer(id: string, { text, toolCalls, finish, usage }: Whole): string {
  const calls = toolCalls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.input ?? {}) },
  }));
  return JSON.stringify({
    id,
    object: 'chat.completion',
    created: now(),
    model: usage.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && calls.length > 0 ? null : text,
          refusal: null,
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        logprobs: null,
        finish_reason: finishes[finish],
      },
    ],
    usage: usageOf(usage),
  });
}

/** The parts of an answer as `chat.completion.chunk`s, each a whole event; `[DONE]` after the last. */
export async function* writeChunks(
  { id, model, withUsage }: { id: string; model: string; withUsage: boolean },
  parts: AsyncIterable<AnswerPart>,
): AsyncGenerator<string, void, void> {
  const head = JSON.stringify({ id, object: 'chat.completion.chunk', created: now(), model }).slice(0, -1);
  // Clients that ask for the usage expect the field in every chunk.
  const tail = withUsage ? ',"usage":null}\n\n' : '}\n\n';
  const chunk = (delta: object, finish: string | null = null) =>
    `data: ${head},"choices":[{"index":0,"delta":${JSON.stringify(delta)},"logprobs":null,"finish_reason":${JSON.stringify(finish)}}]${tail}`;
  let opening = chunk({ role: 'assistant', content: '' });
  for await (const part of parts) {
    if (part.type === 'end') {
      const usage = withUsage ? `data: ${head},"choices":[],"usage":${JSON.stringify(usageOf(part.usage))}}\n\n` : '';
      yield `${opening}${chunk({}, finishes[part.finish])}${usage}data: [DONE]\n\n`;
    } else yield opening + chunk(deltaOf(part));
    opening = '';
  }
}

function deltaOf(part: Exclude<AnswerPart, { type: 'end' }>): object {
  if (part.type === 'text') return { content: part.text };
  // No field of OpenAI's own, but the one that most programs know.
  if (part.type === 'reasoning') return { reasoning_content: part.text };
  const { index, id, name, arguments: written } = part;
  return {
    tool_calls: [
      {
        index,
        ...(id === undefined ? {} : { id, type: 'function' }),
        function: { ...(name === undefined ? {} : { name }), arguments: written },
      },
    ],
  };
}

/** An error in mid-stream, as an event. */
export const writeFailure = (problem: Problem): string => `data: ${JSON.stringify(openaiError(problem).body)}\n\n`;
