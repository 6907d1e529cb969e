import {
  aiRpc,
  AppError,
  inboxEventsOut,
  inboxRpc,
  newId,
  type AiUsage,
  type Caller,
  type CompleteResponse,
  type InboxReply,
  type RpcIn,
} from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { HandleRpc } from '#libs/platform/rpc';
import type { ServiceUnderTest } from '#libs/service/testing/service-under-test';
import { InboxAnsweredConsumer } from '../features/tasks/people.js';

export type Asked = RpcIn<typeof aiRpc.complete>;
export type Answer = Pick<CompleteResponse, 'text'> & Partial<CompleteResponse>;

const usage: AiUsage = {
  inputTokens: 10,
  outputTokens: 5,
  costMicros: 7,
  model: 'test/model',
  provider: 'test',
  ms: 1,
};

/** A turn that calls these tools. */
export const callsOf = (...calls: [name: string, input?: unknown][]): Answer => ({
  text: '',
  finish: 'tools',
  toolCalls: calls.map(([name, input = {}], index) => ({ id: `call${index}`, name, input })),
});

/** What the tools of the last turn gave. */
export const resultsIn = ({ request }: Asked): string[] =>
  request.messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));

/** A model whose answers the test writes. */
export class ScriptedModel {
  readonly asked: Asked[] = [];
  readonly raised: RpcIn<typeof aiRpc.raiseBudget>[] = [];
  answer: (asked: Asked) => Answer | Promise<Answer> = () => ({ text: 'done' });

  @HandleRpc(aiRpc.complete) async complete(_: Caller, request: Asked): Promise<CompleteResponse> {
    this.asked.push(request);
    return { toolCalls: [], finish: 'stop', usage, ...(await this.answer(request)) };
  }

  @HandleRpc(aiRpc.models) models() {
    return { items: [] };
  }

  @HandleRpc(aiRpc.raiseBudget) raise(_: Caller | undefined, request: RpcIn<typeof aiRpc.raiseBudget>) {
    this.raised.push(request);
    return { raisedMicros: request.micros };
  }
}

export type Question = RpcIn<typeof inboxRpc.askPeople>;

/** The inbox of the company service, as far as tasks see it. */
export class ScriptedPeople {
  readonly questions: Question[] = [];
  /** Asks beyond the first of each question. */
  repeats = 0;
  away = false;
  private readonly replies = new Map<string, InboxReply>();

  @HandleRpc(inboxRpc.askPeople) ask(_: Caller | undefined, question: Question) {
    if (this.away) throw new AppError('UNAVAILABLE');
    if (this.questions.some(({ key }) => key === question.key)) this.repeats += 1;
    else this.questions.push(question);
    return { itemId: newId('inboxItem') };
  }

  @HandleRpc(inboxRpc.answerTo) answerTo(_: Caller | undefined, { key }: RpcIn<typeof inboxRpc.answerTo>) {
    return { reply: this.replies.get(key) ?? null };
  }

  /** The answer as the company service tells it; `lost`: it can only be asked for. */
  async answer(
    bench: ServiceUnderTest,
    companyId: string,
    question: Question,
    event: { type: string; [field: string]: unknown },
    { output, lost = false }: { output?: unknown; lost?: boolean } = {},
  ): Promise<void> {
    const { path, attempt, key, task } = question;
    const reply = {
      id: `answer.${key}`,
      event: { path, attempt, ...event },
      ...(output === undefined ? {} : { output }),
    };
    this.replies.set(key, reply);
    if (lost) return;
    const { type, producer } = inboxEventsOut.inboxAnswered;
    const envelope = { id: newId('message'), type, producer, position: 1, companyId, at: new Date().toISOString() };
    const data = { itemId: newId('inboxItem'), taskId: task.id, reply };
    const consumer = bench.get(InboxAnsweredConsumer);
    await bench.get<Database>(Database).transaction((tx) => consumer.handle(tx, { ...envelope, data }));
  }
}
