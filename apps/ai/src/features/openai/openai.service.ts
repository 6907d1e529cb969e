import { Injectable } from '@nestjs/common';
import {
  AppError,
  type Caller,
  type CompleteRequest,
  type OpenaiChatRequest,
  type OpenaiEmbeddingRequest,
  type OpenaiModel,
} from '#libs/contracts';
import { RawAnswer, StreamAnswer, type HttpContext } from '#libs/platform/http';
import type { AnswerPart } from '../calls/stage.js';
import { CompletionsService } from '../completions/completions.service.js';
import { EmbeddingsService } from '../embeddings/embeddings.service.js';
import { ModelsService } from '../models/models.service.js';
import { policies } from '../models/candidates.js';
import { AgentModels, agentPrefix } from './agent-models.js';
import { readRequest } from './read-request.js';
import { writeAnswer, writeChunks, writeFailure, type Whole } from './write-answer.js';

type Http = Pick<HttpContext, 'signal' | 'requestId'>;

/** OpenAI's wire format over the platform's own completions, embeddings and agents. */
@Injectable()
export class OpenaiService {
  constructor(
    private readonly completions: CompletionsService,
    private readonly embeddings: EmbeddingsService,
    private readonly agents: AgentModels,
    private readonly known: ModelsService,
  ) {}

  /** @throws as `CompletionsService.complete`, and as `AgentModels.answer` for an agent */
  async chat(caller: Caller, body: OpenaiChatRequest, { signal, requestId }: Http): Promise<RawAnswer | StreamAnswer> {
    const request = readRequest(body);
    const id = `chatcmpl-${requestId}`;
    if (!body.stream) return json(writeAnswer(id, await this.whole(caller, request, signal)));
    const withUsage = body.stream_options?.include_usage === true;
    const parts = this.parts(caller, request, signal);
    return new StreamAnswer(writeChunks({ id, model: body.model, withUsage }, parts), writeFailure);
  }

  async embed(
    caller: Caller,
    { model, input, encoding_format: format }: OpenaiEmbeddingRequest,
    { signal }: Http,
  ): Promise<RawAnswer> {
    const texts = typeof input === 'string' ? [input] : input;
    const { vectors, usage } = await this.embeddings.embed(caller, { model, texts }, { signal });
    const data = vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: format === 'base64' ? base64Of(vector) : vector,
    }));
    const tokens = { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens };
    return json(JSON.stringify({ object: 'list', data, model: usage.model, usage: tokens }));
  }

  async models(caller: Caller): Promise<{ object: 'list'; data: OpenaiModel[] }> {
    // A neighbour that is away hides its agents, not the models.
    const [models, agents] = await Promise.all([
      this.known.list(caller.companyId),
      this.agents.names(caller).catch(() => []),
    ]);
    const data = [
      ...Object.keys(policies).map((id) => viewOf(id, 'routing')),
      ...models.map(({ id, provider }) => viewOf(id, provider)),
      ...agents.map((id) => viewOf(id, 'agents')),
    ];
    return { object: 'list', data };
  }

  /** @throws MODEL_NOT_FOUND */
  async model(caller: Caller, id: string): Promise<OpenaiModel> {
    const found = (await this.models(caller)).data.find((model) => model.id === id);
    if (found) return found;
    throw new AppError('MODEL_NOT_FOUND', {
      detail: `There is no model ${id}`,
      issues: [{ path: 'model', message: id }],
    });
  }

  private whole(caller: Caller, request: CompleteRequest, signal: AbortSignal): Promise<Whole> {
    return isAgent(request)
      ? this.agents.answer(caller, request, signal)
      : this.completions.complete(caller, request, { signal });
  }

  private parts(caller: Caller, request: CompleteRequest, signal: AbortSignal): AsyncIterable<AnswerPart> {
    return isAgent(request)
      ? inOnePiece(this.agents.answer(caller, request, signal))
      : this.completions.stream(caller, request, { signal });
  }
}

const isAgent = ({ model }: CompleteRequest): boolean => model?.startsWith(agentPrefix) === true;

/** An agent's answer comes when it is whole. */
async function* inOnePiece(answer: Promise<Whole>): AsyncGenerator<AnswerPart, void, void> {
  const { text, finish, usage } = await answer;
  yield { type: 'text', text };
  yield { type: 'end', finish, usage: { costMicros: 0, ms: 0, provider: 'agents', ...usage } };
}

const json = (body: string): RawAnswer =>
  new RawAnswer(200, { 'content-type': 'application/json; charset=utf-8' }, body);

/** Numbers of 32 bits, little-endian, as clients read them. */
const base64Of = (vector: readonly number[]): string => {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, at) => bytes.writeFloatLE(value, at * 4));
  return bytes.toString('base64');
};

const viewOf = (id: string, owner: string): OpenaiModel => ({ id, object: 'model', created: 0, owned_by: owner });
