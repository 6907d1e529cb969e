import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Mountable } from '@copilotkit/aimock';

/** Routes of vendors that the mocked server does not have, in their documented shapes. */
export const missingRoutes = (peerUrl: () => string): Record<string, Mountable> => ({
  // Gemini's SDK asks for several texts at once; the mocked server knows one at a time, and answers each of them.
  '/v1beta/models/gemini-embedding-001:batchEmbedContents': answering(async (body) => {
    const { requests } = body as { requests: object[] };
    const embeddings = requests.map(async (one) => {
      const url = `${peerUrl()}/v1beta/models/gemini-embedding-001:embedContent`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(one) });
      return ((await answer.json()) as { embedding: object }).embedding;
    });
    return { embeddings: await Promise.all(embeddings) };
  }),
  '/api/show': answering((body) =>
    Promise.resolve(
      (body as { model: string }).model.includes('embed')
        ? { capabilities: ['embedding'], model_info: { 'nomic-bert.context_length': 2048 } }
        : { capabilities: ['completion', 'tools', 'vision'], model_info: { 'qwen3.context_length': 40_960 } },
    ),
  ),
  '/v1/models': answering(() =>
    Promise.resolve({
      data: [
        {
          type: 'model',
          id: 'claude-haiku-4-5-20251001',
          display_name: 'Claude Haiku 4.5',
          max_input_tokens: 200_000,
          capabilities: { image_input: { supported: true } },
        },
        {
          type: 'model',
          id: 'claude-new-1',
          display_name: 'Claude New',
          max_input_tokens: 1_000_000,
          capabilities: null,
        },
      ],
      has_more: false,
    }),
  ),
});

const answering = (answer: (body: unknown) => Promise<unknown>): Mountable => ({
  async handleRequest(request: IncomingMessage, response: ServerResponse) {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const made = await answer(text ? JSON.parse(text) : undefined);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(made));
    return true;
  },
});
