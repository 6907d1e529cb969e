import { chatBodies } from '../conformance/openai-bodies.js';
import { describeWired, testKey, type WiredProvider } from '../conformance/wire-suite.js';
import { custom } from './custom.def.js';
import { connectCustom } from './custom.run.js';

/** A server of which only the address is known: here it speaks as OpenAI does, which the templates say and the provider does not know. */
const settings = (url: string, streamed: boolean) =>
  custom.settings.parse({
    inferenceUrl: `${url}/v1/chat/completions`,
    apiKey: testKey,
    parameters: { user: 'shop' },
    request: {
      model: '{{ model }}',
      messages: '{{ messages }}',
      tools: '{{ tools }}',
      tool_choice: '{{ toolChoice }}',
      response_format:
        '{{ schema == null ? null : {"type": "json_schema", "json_schema": {"name": "answer", "strict": true, "schema": schema}} }}',
      top_p: '{{ topP }}',
      seed: '{{ seed }}',
      stop: '{{ stop }}',
      max_tokens: '{{ maxTokens }}',
      user: '{{ parameters.user }}',
      stream: '{{ stream }}',
      stream_options: '{{ stream ? {"include_usage": true} : null }}',
    },
    response: {
      text: '{{ response.choices[0].message.content }}',
      toolCalls: '{{ response.choices[0].message.tool_calls }}',
      reasoning: '{{ response.choices[0].message.reasoning_content }}',
      finish: '{{ response.choices[0].finish_reason }}',
      inputTokens: '{{ response.usage.prompt_tokens }}',
      outputTokens: '{{ response.usage.completion_tokens }}',
    },
    ...(streamed
      ? {
          stream: {
            text: '{{ chunk.choices[0].delta.content }}',
            toolCalls: '{{ chunk.choices[0].delta.tool_calls }}',
            reasoning: '{{ chunk.choices[0].delta.reasoning_content }}',
            finish: '{{ chunk.choices[0].finish_reason }}',
            inputTokens: '{{ chunk.usage.prompt_tokens }}',
            outputTokens: '{{ chunk.usage.completion_tokens }}',
          },
        }
      : {}),
    embedding: {
      inferenceUrl: `${url}/v1/embeddings`,
      request: { model: '{{ model }}', input: '{{ texts }}' },
      vectors: '{{ response.data.map(each, each.embedding) }}',
    },
  });

const subject = (streamed: boolean): WiredProvider => ({
  def: custom,
  model: 'house-model',
  embeddingModel: 'house-embedding',
  connect: (url, fetch) => connectCustom(settings(url, streamed), { fetch }),
  reasons: true,
  sent: chatBodies,
});

describeWired('custom (streamed)', subject(true));
describeWired('custom (whole)', { ...subject(false), wholeCalls: true, wholeAnswers: true });
