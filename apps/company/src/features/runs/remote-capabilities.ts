import { Injectable } from '@nestjs/common';
import type {
  AgentCapability,
  AiCapability,
  KnowledgeCapability,
  NotifyCapability,
  ToolCapability,
  Usage,
} from '#libs/catalog/kit';
import {
  agentsRpc,
  aiRpc,
  AppError,
  knowledgeRpc,
  notificationsRpc,
  toolsRpc,
  type AiUsage,
  type ReplayOption,
  type SendRequest,
} from '#libs/contracts';
import { RpcClient } from '#libs/platform/rpc';
import { callerOf, type StepOrigin } from './step-origin.js';

const spent = ({ inputTokens, outputTokens, costMicros, model }: AiUsage): Usage => ({
  inputTokens,
  outputTokens,
  costMicros,
  model,
});

/** What an agent spends for a step counts towards the run as well. */
const budgetOf = ({ budgetMicros }: StepOrigin) => (budgetMicros === undefined ? {} : { budgetMicros });

const channels = { message: 'in_app', email: 'email', slack: 'slack', webhook: 'webhook' } as const satisfies Record<
  string,
  SendRequest['channel']
>;

/** The answer of a task that may take long. Whatever it tells on its way is a sign of life of the step. */
async function answerOf<A>(
  events: AsyncIterable<{ type: 'progress' } | { type: 'answer'; answer: A }>,
  { heartbeat }: Pick<StepOrigin, 'heartbeat'>,
): Promise<A> {
  for await (const event of events) {
    if (event.type === 'answer') return event.answer;
    heartbeat();
  }
  throw new AppError('UNAVAILABLE', { detail: 'The model service ended without an answer' });
}

/** What other services do for a step. Every request carries the step's key, so that a repeat finds the first answer. */
@Injectable()
export class RemoteCapabilities {
  constructor(private readonly rpc: RpcClient) {}

  /** @param replay answers from recordings: then nothing is kept under the step's key either */
  ai(origin: StepOrigin, replay?: ReplayOption): AiCapability {
    const options = { caller: callerOf(origin), signal: origin.signal };
    const more = replay ? { replay } : {};
    const keyed = {
      ...(replay ? {} : { key: origin.key }),
      origin: { runId: origin.runId, stepPath: origin.path, workflowId: origin.workflowId, ...budgetOf(origin) },
    };
    return {
      prompt: async ({ prompt, system, schema, ...rest }) => {
        const messages = [
          ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
          { role: 'user' as const, content: prompt },
        ];
        const request = {
          messages,
          ...(schema === undefined ? {} : { schema: schema as Record<string, unknown> }),
          ...rest,
          ...more,
        };
        const { text, data, usage } = await this.rpc.call(aiRpc.complete, { ...keyed, request }, options);
        return { text, ...(data === undefined ? {} : { data }), usage: spent(usage) };
      },
      storedPrompt: async ({ promptId, ...request }) => {
        const call = { ...keyed, prompt: promptId, request: { ...request, ...more } };
        const { text, data, usage } = await this.rpc.call(aiRpc.runPrompt, call, options);
        return { text, ...(data === undefined ? {} : { data }), usage: spent(usage) };
      },
      summarize: async (request) => {
        const events = this.rpc.stream(aiRpc.summarizing, { ...keyed, request: { ...request, ...more } }, options);
        const { usage, ...answer } = await answerOf(events, origin);
        return { ...answer, usage: spent(usage) };
      },
      extract: async ({ schema, ...request }) => {
        const call = { ...keyed, request: { ...request, ...more, schema: schema as Record<string, unknown> } };
        const { usage, data, ...answer } = await answerOf(this.rpc.stream(aiRpc.extracting, call, options), origin);
        return { data, ...answer, usage: spent(usage) };
      },
      translate: async (request) => {
        const events = this.rpc.stream(aiRpc.translating, { ...keyed, request: { ...request, ...more } }, options);
        const { usage, ...answer } = await answerOf(events, origin);
        return { ...answer, usage: spent(usage) };
      },
      classify: async (request) => {
        const { usage, ...answer } = await this.rpc.call(
          aiRpc.classify,
          { ...keyed, request: { ...request, ...more } },
          options,
        );
        return { ...answer, usage: spent(usage) };
      },
      generate: async (request) => {
        const { text, usage } = await this.rpc.call(
          aiRpc.generate,
          { ...keyed, request: { ...request, ...more } },
          options,
        );
        return { text, usage: spent(usage) };
      },
    };
  }

  agents(origin: StepOrigin): AgentCapability {
    return {
      startTask: async (request) => {
        const { key, runId, path: stepPath, attempt, workflowId } = origin;
        return this.rpc.call(
          agentsRpc.startTask,
          {
            ...request,
            ...{ key, runId, stepPath, attempt, workflowId },
            ...budgetOf(origin),
            ...(origin.outside ? { outside: true } : {}),
          },
          { caller: callerOf(origin), signal: origin.signal },
        );
      },
    };
  }

  tools(origin: StepOrigin): ToolCapability {
    return {
      call: (request) =>
        this.rpc.call(
          toolsRpc.callTool,
          { ...request, key: origin.key, runId: origin.runId, stepPath: origin.path },
          { caller: callerOf(origin), signal: origin.signal },
        ),
    };
  }

  knowledge(origin: StepOrigin): KnowledgeCapability {
    return {
      search: ({ bases = [], ...request }) =>
        this.rpc.call(knowledgeRpc.search, { ...request, bases }, { caller: callerOf(origin), signal: origin.signal }),
    };
  }

  notifications(origin: StepOrigin): NotifyCapability {
    return {
      send: ({ channel, ...message }) => {
        const request = {
          ...message,
          key: origin.key,
          channel: channels[channel],
          link: `/runs/${origin.runId}`,
          runId: origin.runId,
          stepPath: origin.path,
        };
        return this.rpc.call(notificationsRpc.send, request, { caller: callerOf(origin), signal: origin.signal });
      },
    };
  }
}
