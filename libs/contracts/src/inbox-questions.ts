import { z } from 'zod';
import { event } from './event.js';
import { agentId, inboxItemId, runId, taskId } from './ids.js';
import { rpc } from './rpc.js';

/** What an answer lets the one who asked go on with: a message to a durable run. */
export const inboxReply = z.object({
  id: z.string(),
  event: z.record(z.string(), z.unknown()),
  output: z.unknown().optional(),
});
export type InboxReply = z.output<typeof inboxReply>;

export const inboxRpc = {
  /** Puts a question of an agent's task into the inbox; under the same key it is there once. The answer comes as `inbox.answered.v1`. */
  askPeople: rpc({
    service: 'company',
    method: 'company.askPeople',
    permission: 'service',
    timeoutMs: 10_000,
    request: z.object({
      key: z.string().min(1).max(150),
      kind: z.enum(['approval', 'unknown', 'budget']),
      title: z.string(),
      body: z.string().nullable(),
      assignees: z.array(z.string()).meta({ description: 'Of an approval; others have their own' }),
      facts: z.array(z.object({ label: z.string(), value: z.unknown() })),
      refusal: z.unknown().optional().meta({ description: 'Of a budget: the details of BUDGET_APPROVAL_NEEDED' }),
      deadline: z.number().int().meta({ description: 'Epoch ms' }),
      task: z.object({ id: taskId, agentId, agentName: z.string() }),
      runId: runId.nullable(),
      path: z.string(),
      attempt: z.number().int().meta({ description: 'Generation of the effect, for unknown ones' }),
      stepName: z.string(),
    }),
    response: z.object({ itemId: inboxItemId }),
    problems: ['RECIPIENT_UNKNOWN'],
  }),
  /** The answer that was given to a question of a task; null: none yet, or there is no such question. */
  answerTo: rpc({
    service: 'company',
    method: 'company.answerTo',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({ key: z.string(), taskId }),
    response: z.object({ reply: inboxReply.nullable() }),
  }),
} as const;

export const inboxEventsOut = {
  /** People have answered what a task asked. */
  inboxAnswered: event({
    type: 'inbox.answered.v1',
    producer: 'company',
    data: z.object({ itemId: inboxItemId, taskId, reply: inboxReply }),
  }),
} as const;
