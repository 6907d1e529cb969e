import type OpenAI from 'openai';
import { AppError } from '#libs/contracts';
import type { Completion, TokenCount } from '../provider.js';

type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk;
type CallPart = NonNullable<Chunk['choices'][number]['delta']['tool_calls']>[number];

const finishes: Record<string, Completion['finish']> = {
  stop: 'stop',
  tool_calls: 'tools',
  function_call: 'tools',
  length: 'length',
  content_filter: 'filtered',
};

/** Reads a streamed answer to its end. `progress` is called at each chunk. */
export async function readAnswer(chunks: AsyncIterable<Chunk>, progress: () => void): Promise<Answer> {
  const answer = new Answer();
  for await (const chunk of chunks) {
    progress();
    answer.add(chunk);
  }
  return answer;
}

/** What a model said, put together from its chunks. */
class Answer {
  private text = '';
  private finish: string | undefined;
  private readonly calls = new Map<number, { id: string; name: string; arguments: string }>();
  private tokens: TokenCount = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

  add(chunk: Chunk): void {
    const choice = chunk.choices[0];
    this.text += choice?.delta?.content ?? choice?.delta?.refusal ?? '';
    this.finish = choice?.finish_reason ?? this.finish;
    for (const part of choice?.delta?.tool_calls ?? []) this.addCall(part);
    if (!chunk.usage) return;
    this.tokens = {
      inputTokens: chunk.usage.prompt_tokens,
      cachedInputTokens: chunk.usage.prompt_tokens_details?.cached_tokens ?? 0,
      outputTokens: chunk.usage.completion_tokens,
    };
  }

  /** @throws MODEL_UNAVAILABLE when the stream broke off before the model said that it is done */
  completed(): Completion {
    if (this.finish === undefined)
      throw new AppError('MODEL_UNAVAILABLE', { detail: 'The model’s answer broke off in the middle' });
    const toolCalls = [...this.calls.values()];
    // Some compatible endpoints say `stop` although they call tools.
    const finish = toolCalls.length && this.finish === 'stop' ? 'tools' : (finishes[this.finish] ?? 'stop');
    return { text: this.text, toolCalls, finish, tokens: this.tokens };
  }

  private addCall(part: CallPart): void {
    const call = this.calls.get(part.index) ?? { id: '', name: '', arguments: '' };
    call.id ||= part.id ?? '';
    call.name += part.function?.name ?? '';
    call.arguments += part.function?.arguments ?? '';
    this.calls.set(part.index, call);
  }
}
