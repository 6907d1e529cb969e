import { createHash } from 'node:crypto';
import { aiRpc, AppError, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';

const usage = { inputTokens: 1, outputTokens: 0, costMicros: 1, provider: 'test', ms: 1 };
/** Words that mean the same stand for one thing. */
const meanings: Readonly<Record<string, string>> = { automobile: 'car', vehicle: 'car', canine: 'dog', puppy: 'dog' };

/** The ai service with models whose vectors are made of the words and what they mean. Answers are kept by key. */
export class ScriptedEmbedder {
  readonly asked: RpcIn<typeof aiRpc.embed>[] = [];
  /** Texts of all requests that were not answered from what was kept. */
  texts = 0;
  fail: (() => AppError) | undefined;
  order: number[] = [];
  private readonly kept = new Map<string, number[][]>();

  @HandleRpc(aiRpc.models) models() {
    return { items: ['test/small', 'test/large'].map((id) => ({ ...model, id })) };
  }

  @HandleRpc(aiRpc.embed) embed(_: Caller | undefined, request: RpcIn<typeof aiRpc.embed>) {
    this.asked.push(request);
    if (this.fail) throw this.fail();
    const { texts, model = 'test/small' } = request.request;
    const known = request.key === undefined ? undefined : this.kept.get(request.key);
    if (!known) this.texts += texts.length;
    const vectors = known ?? texts.map((text) => vectorOf(text, model === 'test/large' ? 96 : 64));
    if (request.key !== undefined) this.kept.set(request.key, vectors);
    return { vectors, usage: { ...usage, model } };
  }

  /** Sorts as the test says. */
  @HandleRpc(aiRpc.complete) complete(_: Caller | undefined, request: RpcIn<typeof aiRpc.complete>) {
    if (this.fail) throw this.fail();
    const answer = { text: '', data: { order: this.order }, toolCalls: [], finish: 'stop' as const };
    return { ...answer, usage: { ...usage, model: request.request.model ?? 'default' } };
  }
}

function vectorOf(text: string, dims: number): number[] {
  const vector = Array.from({ length: dims }, () => 0.001);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const at =
      createHash('sha256')
        .update(meanings[word] ?? word)
        .digest()
        .readUInt32BE() % dims;
    vector[at]! += 1;
  }
  return vector;
}

const model = {
  provider: 'test',
  title: 'Test',
  contextTokens: null,
  modalities: ['text' as const],
  embeddings: true,
  tools: false,
  toolsCheckedBy: null,
  inputMicrosPerMillion: null,
  cachedInputMicrosPerMillion: null,
  cacheWriteMicrosPerMillion: null,
  outputMicrosPerMillion: null,
  pricesAsOf: null,
  priceSetByCompany: false,
  tier: 'small' as const,
  isDefault: false,
};
