import type {
  AgentCard,
  CancelTaskRequest,
  GetTaskRequest,
  ListTasksRequest,
  ListTasksResponse,
  SendMessageRequest,
  StreamResponse,
  SubscribeToTaskRequest,
  Task,
} from '@a2a-js/sdk';
import {
  ExtendedAgentCardNotConfiguredError,
  PushNotificationNotSupportedError,
  TaskNotCancelableError,
  UnsupportedOperationError,
} from '@a2a-js/sdk/errors';
import type { A2ARequestHandler } from '@a2a-js/sdk/server';
import type { Caller } from '#libs/contracts';
import type { ExposedAgent } from '../exposures/agent-exposures.service.js';
import { readMessage } from './a2a-message.js';
import { a2aTaskOf, artifactsOf, isOver, stateOf, statusOf } from './a2a-views.js';
import type { A2aTasks, KnownTask } from './a2a-tasks.service.js';

/** How long a message is waited for: most clients give up after five minutes. */
const patienceMs = 240_000;
const lookEveryMs = 10_000;

/** What the SDK's transports ask for, answered from durable tasks. One for each exchange. */
export class A2aHandler implements A2ARequestHandler {
  constructor(
    private readonly tasks: A2aTasks,
    private readonly caller: Caller,
    private readonly agent: ExposedAgent,
    private readonly card: AgentCard,
    private readonly signal: AbortSignal,
  ) {}

  async getAgentCard(): Promise<AgentCard> {
    return this.card;
  }

  /** Waits for the end, unless asked not to; of a task that takes longer than minutes it tells how it stands. */
  async sendMessage({ message, configuration }: SendMessageRequest): Promise<Task> {
    let known = await this.begin(message);
    const until = performance.now() + (configuration?.returnImmediately ? 0 : patienceMs);
    for (let seen = 0; !isOver(known.task) && !this.signal.aborted;) {
      const left = Math.min(lookEveryMs, until - performance.now());
      if (left <= 0) break;
      const news = await this.tasks.wait(this.caller, known, seen, Math.ceil(left));
      seen = Math.max(seen, news.done);
      known = news;
    }
    return a2aTaskOf(known.row, known.task, configuration?.historyLength);
  }

  async *sendMessageStream({
    message,
    configuration,
  }: SendMessageRequest): AsyncGenerator<StreamResponse, void, undefined> {
    yield* this.follow(await this.begin(message), configuration?.historyLength);
  }

  async *resubscribe({ id }: SubscribeToTaskRequest): AsyncGenerator<StreamResponse, void, undefined> {
    const known = await this.tasks.get(this.caller, this.agent.id, id);
    if (isOver(known.task)) throw new UnsupportedOperationError('The task is over; get it instead');
    yield* this.follow(known, undefined);
  }

  async getTask({ id, historyLength }: GetTaskRequest): Promise<Task> {
    const { row, task } = await this.tasks.get(this.caller, this.agent.id, id);
    return a2aTaskOf(row, task, historyLength);
  }

  async cancelTask({ id }: CancelTaskRequest): Promise<Task> {
    const known = await this.tasks.get(this.caller, this.agent.id, id);
    if (isOver(known.task)) throw new TaskNotCancelableError(`The task has ${known.task.status} already`);
    const { row, task } = await this.tasks.cancel(this.caller, known);
    return a2aTaskOf(row, task);
  }

  async listTasks({
    contextId,
    status,
    pageSize,
    pageToken,
    historyLength,
  }: ListTasksRequest): Promise<ListTasksResponse> {
    const limit = Math.min(100, Math.max(1, pageSize ?? 50));
    const { items, nextCursor, total } = await this.tasks.list(this.caller, this.agent.id, {
      limit,
      ...(contextId ? { contextId } : {}),
      ...(pageToken ? { cursor: pageToken } : {}),
    });
    // A state is looked for among the tasks of the page: a page may hold fewer than asked for.
    const wanted = status > 0 ? items.filter(({ task }) => stateOf(task) === status) : items;
    return {
      tasks: wanted.map(({ row, task }) => a2aTaskOf(row, task, historyLength ?? 0)),
      nextPageToken: nextCursor ?? '',
      pageSize: limit,
      totalSize: total,
    };
  }

  getAuthenticatedExtendedAgentCard = () => refuse(new ExtendedAgentCardNotConfiguredError('The card says it all'));
  createTaskPushNotificationConfig = noPush;
  getTaskPushNotificationConfig = noPush;
  listTaskPushNotificationConfigs = noPush;
  deleteTaskPushNotificationConfig = noPush;

  /** A task does one thing: a message to one that is there already is refused, one to its context begins the next. */
  private async begin(message: SendMessageRequest['message']): Promise<KnownTask> {
    if (message?.taskId) {
      const { task } = await this.tasks.get(this.caller, this.agent.id, message.taskId);
      throw new UnsupportedOperationError(
        `The task ${isOver(task) ? 'is over' : 'takes no further message'}; send the message without taskId, in the same context`,
      );
    }
    return this.tasks.start(this.caller, this.agent, readMessage(message));
  }

  private async *follow(
    known: KnownTask,
    historyLength: number | undefined,
  ): AsyncGenerator<StreamResponse, void, undefined> {
    const { row } = known;
    const { id: taskId, contextId } = row;
    yield { payload: { $case: 'task', value: a2aTaskOf(row, known.task, historyLength) } };
    let now = known;
    for (let seen = 0; !isOver(now.task);) {
      if (this.signal.aborted) return;
      const news = await this.tasks.wait(this.caller, now, seen, lookEveryMs);
      const isNews = news.done > seen || stateOf(news.task) !== stateOf(now.task);
      seen = Math.max(seen, news.done);
      now = news;
      if (!isNews || isOver(now.task)) continue;
      const metadata = { steps: news.done };
      yield {
        payload: { $case: 'statusUpdate', value: { taskId, contextId, status: statusOf(row, now.task), metadata } },
      };
    }
    for (const artifact of artifactsOf(now.task)) {
      const value = { taskId, contextId, artifact, append: false, lastChunk: true, metadata: undefined };
      yield { payload: { $case: 'artifactUpdate', value } };
    }
    const status = statusOf(row, now.task);
    if (now !== known)
      yield { payload: { $case: 'statusUpdate', value: { taskId, contextId, status, metadata: undefined } } };
  }
}

const refuse = (error: Error): Promise<never> => Promise.reject(error);
const noPush = (): Promise<never> => refuse(new PushNotificationNotSupportedError('Stream the task, or get it again'));
