import {
  aiRpc,
  notificationsRpc,
  type AiUsage,
  type Caller,
  type ChatMessage,
  type CompleteResponse,
  type RpcIn,
} from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';

export type Asked = RpcIn<typeof aiRpc.complete>;
type Answer = Pick<CompleteResponse, 'text'> & Partial<CompleteResponse>;

const usage: AiUsage = {
  inputTokens: 10,
  outputTokens: 5,
  costMicros: 7,
  model: 'test/model',
  provider: 'test',
  ms: 1,
};

/** A model whose answers the test writes. Its keys are kept, as `ai` keeps them. */
export class ScriptedAi {
  readonly asked: Asked[] = [];
  readonly summarized: RpcIn<typeof aiRpc.summarize>[] = [];
  answer: (asked: Asked) => Answer | Promise<Answer> = () => ({ text: 'done' });
  summary: () => string | Promise<string> = () => 'what was said before';
  private readonly kept = new Map<string, Promise<CompleteResponse>>();

  @HandleRpc(aiRpc.complete) complete(_: Caller, request: Asked): Promise<CompleteResponse> {
    const known = request.key === undefined ? undefined : this.kept.get(request.key);
    if (known) return known;
    const answer = this.answerTo(request);
    answer.catch(() => undefined);
    if (request.key !== undefined) this.kept.set(request.key, answer);
    return answer;
  }

  /** Says its answer word by word. */
  @HandleRpc(aiRpc.completing) async *completing(caller: Caller, request: Asked) {
    const answer = await this.complete(caller, request);
    for (const text of answer.text.match(/\S+\s*/g) ?? []) yield { type: 'text' as const, text };
    yield { type: 'answer' as const, answer };
  }

  @HandleRpc(aiRpc.summarize) async summarize(_: Caller, request: RpcIn<typeof aiRpc.summarize>) {
    this.summarized.push(request);
    return { summary: await this.summary(), parts: 1, usage };
  }

  @HandleRpc(aiRpc.models) models() {
    return { items: [] };
  }

  private async answerTo(request: Asked): Promise<CompleteResponse> {
    this.asked.push(request);
    return { toolCalls: [], finish: 'stop', usage, ...(await this.answer(request)) };
  }
}

/** Takes what is to be posted to webhooks. */
export class ScriptedNotifications {
  readonly sent: RpcIn<typeof notificationsRpc.send>[] = [];
  fail: () => void = () => undefined;

  @HandleRpc(notificationsRpc.send) send(_: Caller | undefined, request: RpcIn<typeof notificationsRpc.send>) {
    this.fail();
    this.sent.push(request);
    return { deliveryIds: [], warnings: [] };
  }
}

/** What the model was asked last, without the rules. */
export const lastAsked = ({ request }: Asked): ChatMessage[] => request.messages.slice(1);

export const calls = (...made: { name: string; input: unknown }[]): Answer => ({
  text: '',
  finish: 'tools',
  toolCalls: made.map((call, index) => ({ id: `call${index}`, ...call })),
});
