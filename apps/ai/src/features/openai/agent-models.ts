import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  agentsRpc,
  AppError,
  textOf,
  type Caller,
  type ChatMessage,
  type CompleteRequest,
  type Task,
} from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import { refused } from './read-request.js';
import type { Whole } from './write-answer.js';

export const agentPrefix = 'agent:';

/** While the agent works: the first and the longest pause between two looks, and how long it may take in all, ms. */
const look = { first: 50, longest: 1000, until: 30 * 60_000 };

/** Agents that answer like models: a conversation becomes a task, its result the answer. */
@Injectable()
export class AgentModels {
  constructor(private readonly rpc: RpcClient) {}

  /**
   * Gives the conversation to the agent and waits for what it makes of it. Who leaves cancels the task.
   * @throws AGENT_NOT_FOUND, AGENT_INACTIVE, TASK_FAILED; VALIDATION_FAILED for what an agent has of its own
   */
  async answer(caller: Caller, request: CompleteRequest, signal: AbortSignal): Promise<Whole> {
    const agent = (request.model ?? '').slice(agentPrefix.length);
    const { goal, input } = taskOf(request);
    const key = `openai ${randomUUID()}`;
    const schema = request.schema ? { schema: request.schema } : {};
    await this.rpc.call(agentsRpc.startTask, { key, agent, goal, input, ...schema }, { caller, signal });
    try {
      return answerOf(await this.finished(caller, key, signal), agent);
    } catch (error) {
      if (signal.aborted) await this.rpc.call(agentsRpc.cancelTaskByKey, { key }, { caller }).catch(() => undefined);
      throw error;
    }
  }

  /** Names of agents that take tasks. */
  async names(caller: Caller): Promise<string[]> {
    const { agents } = await this.rpc.call(agentsRpc.active, {}, { caller });
    return agents.map(({ name }) => agentPrefix + name);
  }

  private async finished(caller: Caller, key: string, signal: AbortSignal): Promise<Task> {
    const until = performance.now() + look.until;
    for (let pause = look.first; performance.now() < until; pause = Math.min(pause * 1.5, look.longest)) {
      await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
      const { task } = await this.rpc.call(agentsRpc.taskByKey, { key }, { caller, signal });
      if (task?.finishedAt) return task;
    }
    throw new AppError('DEADLINE_EXCEEDED', { detail: 'The agent did not finish in time' });
  }
}

/** The last message is what is to be done; what was said before it is given along. */
function taskOf({ messages, tools }: CompleteRequest): { goal: string; input: unknown } {
  if (tools?.length) throw refused('tools', 'an agent has tools of its own');
  const last = messages.at(-1);
  if (last?.role !== 'user') throw refused('messages', 'the last message to an agent is one of the user');
  const goal = textOf(last.content).trim();
  if (goal === '') throw refused('messages', 'the last message says nothing');
  const before = messages.slice(0, -1).map(spoken);
  return { goal, input: before.length > 0 ? { conversation: before } : null };
}

const spoken = ({ role, content }: ChatMessage) => ({ role, text: textOf(content) });

function answerOf(task: Task, agent: string): Whole {
  if (task.status !== 'succeeded')
    throw new AppError('TASK_FAILED', { detail: task.error?.message ?? `The task was ${task.status}` });
  const { answer, data, usage } = task;
  const text = data === null || data === undefined ? (answer ?? '') : JSON.stringify(data);
  return { text, toolCalls: [], finish: 'stop', usage: { ...usage, model: agentPrefix + agent } };
}
