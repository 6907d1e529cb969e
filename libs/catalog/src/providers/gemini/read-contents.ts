import type { GenerateContentResponse } from '@google/genai';
import { AppError, type ChatMessage } from '#libs/contracts';
import { brokenOff } from '../collect.js';
import type { CompletionPart, Finish, TokenCount } from '../provider.js';

type Usage = GenerateContentResponse['usageMetadata'];

const finishes: Record<string, Finish> = {
  MAX_TOKENS: 'length',
  SAFETY: 'filtered',
  RECITATION: 'filtered',
  BLOCKLIST: 'filtered',
  PROHIBITED_CONTENT: 'filtered',
  SPII: 'filtered',
};
/** The model tried to call a tool and failed at it; asked again, it may succeed. */
const clumsy = new Set(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS']);

/** Chunks of an answer → parts. @throws MODEL_UNAVAILABLE when they break off before the model said that it is done */
export async function* readContents(
  chunks: AsyncIterable<GenerateContentResponse>,
  messages: readonly ChatMessage[],
): AsyncGenerator<CompletionPart, void, void> {
  // Not every model names its calls; ours must differ from those of earlier turns.
  const before = messages.reduce((sum, { role }) => sum + Number(role === 'tool'), 0);
  let calls = 0;
  let reason: string | undefined;
  let usage: Usage;
  for await (const chunk of chunks) {
    const candidate = chunk.candidates?.[0];
    for (const { text, thought, functionCall } of candidate?.content?.parts ?? []) {
      if (text) yield { type: thought ? 'reasoning' : 'text', text };
      if (!functionCall) continue;
      const { id = `call_${before + calls + 1}`, name = '', args = {} } = functionCall;
      yield { type: 'tool-call', index: calls, id, name, arguments: JSON.stringify(args) };
      calls += 1;
    }
    reason = candidate?.finishReason ?? (chunk.promptFeedback?.blockReason ? 'SAFETY' : undefined) ?? reason;
    usage = chunk.usageMetadata ?? usage;
  }
  if (reason === undefined) throw brokenOff();
  if (clumsy.has(reason))
    throw new AppError('MODEL_UNAVAILABLE', { detail: 'The model failed at calling a tool', reason });
  const finish = finishes[reason] ?? 'stop';
  yield { type: 'end', finish: calls > 0 && finish === 'stop' ? 'tools' : finish, tokens: tokensOf(usage) };
}

/** Thoughts are counted apart from the answer, and cost the same. */
const tokensOf = (usage: Usage): TokenCount => ({
  inputTokens: (usage?.promptTokenCount ?? 0) + (usage?.toolUsePromptTokenCount ?? 0),
  cachedInputTokens: usage?.cachedContentTokenCount ?? 0,
  outputTokens: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
  ...(usage?.thoughtsTokenCount ? { reasoningTokens: usage.thoughtsTokenCount } : {}),
});
