import { z } from 'zod';
import { agentId, inboxItemId, runId, taskId, userId, workflowId } from './ids.js';
import { microDollars, pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const person = z.object({ userId, name: z.string() });
const comment = z.string().max(2000).optional();
/** As in configurations: `role:operator` (that role or higher), `user:<id>`, or an e-mail address of a member. */
const recipient = z.string().trim().min(1).max(320);

export const inboxDelegation = z.object({
  from: person,
  to: z.string().meta({ description: 'role:x (x or higher), user:<id> or an e-mail address' }),
  comment: z.string().nullable(),
  at: timestamp,
  state: z
    .enum(['open', 'answered', 'withdrawn'])
    .meta({ description: 'open: the one it was passed on to may answer, the one who passed it on may not' }),
});
export type InboxDelegation = z.infer<typeof inboxDelegation>;

export const inboxBudget = z.object({
  id: z.string().meta({ description: 'The budget; `run`: what the workflow allows each of its runs' }),
  name: z.string(),
  ofRun: z.boolean().meta({ description: 'It bounds this run for itself' }),
  limitMicros: microDollars,
  spentMicros: microDollars,
  neededMicros: microDollars.meta({
    description: 'Estimate for the call that did not fit; 0 where its price is not known',
  }),
  raiseMicros: microDollars.meta({ description: 'By how much an approval raises it that names no amount' }),
});
export type InboxBudget = z.infer<typeof inboxBudget>;

export const inboxItem = z.object({
  id: inboxItemId,
  kind: z.enum(['approval', 'form', 'unknown', 'budget']).meta({
    description: '`budget`: may a budget for model calls be raised, so that the step can go on?',
  }),
  status: z.enum(['open', 'answered', 'expired', 'cancelled']),
  title: z.string(),
  body: z.string().nullable(),
  assignees: z.array(z.string()),
  quorum: z.number().int().meta({ description: 'Approvals that approve' }),
  rejections: z.number().int().meta({ description: 'Rejections that reject' }),
  answers: z.array(
    z.object({
      userId,
      name: z.string(),
      decision: z.string(),
      comment: z.string().nullable(),
      at: timestamp,
      onBehalfOf: person.optional().meta({ description: 'Who had passed the question on to them' }),
    }),
  ),
  delegations: z.array(inboxDelegation),
  escalation: z
    .object({ to: z.array(z.string()), at: timestamp, done: z.boolean() })
    .nullable()
    .meta({ description: 'Who is asked as well from then on; `done` once they are' }),
  schema: z.record(z.string(), z.unknown()).nullable().meta({ description: 'JSON Schema of a form' }),
  facts: z.array(z.object({ label: z.string(), value: z.unknown() })),
  budget: inboxBudget.nullable().meta({ description: 'Of the kind `budget`: as it stood when the step asked' }),
  runId: runId.nullable().meta({ description: 'null: a task asks that works for no run' }),
  workflowId: workflowId.nullable(),
  workflowName: z.string().nullable(),
  stepPath: z.string(),
  stepName: z.string().meta({ description: 'Of a task: the tool' }),
  task: z
    .object({ id: taskId, agentId, agentName: z.string() })
    .nullable()
    .meta({ description: 'The task of an agent that asks; null: a step of the run' }),
  canAnswer: z.boolean(),
  createdAt: timestamp,
  deadline: timestamp,
  closedAt: timestamp.nullable(),
  decision: z.string().nullable(),
});
export type InboxItem = z.infer<typeof inboxItem>;
/** One line of what happened to an item. Never changed, never deleted while the item is there. */
export const inboxEvent = z.object({
  type: z.enum(['opened', 'answered', 'delegated', 'withdrawn', 'reassigned', 'reminded', 'escalated', 'closed']),
  at: timestamp,
  by: person.nullable().meta({ description: 'null: the platform' }),
  data: z.record(z.string(), z.unknown()),
});
export type InboxEvent = z.infer<typeof inboxEvent>;

const itemParams = z.object({ id: inboxItemId });
export const listInbox = route({
  method: 'GET',
  path: '/inbox',
  permission: 'inbox:read',
  tag: 'inbox',
  summary: 'Approvals, forms and unknown steps',
  query: pageQuery.extend({
    status: z.enum(['open', 'closed']).default('open'),
    mine: z
      .stringbool()
      .optional()
      .meta({ description: 'Only what is assigned to you; of open items those that lack your answer' }),
    runId: runId.optional(),
  }),
  responses: {
    200: pageOf(inboxItem).extend({
      openCount: z.number().int().meta({ description: 'Open items that wait for your answer, whatever the filter' }),
    }),
  },
});
export const getInboxItem = route({
  method: 'GET',
  path: '/inbox/:id',
  permission: 'inbox:read',
  tag: 'inbox',
  summary: 'One inbox item',
  params: itemParams,
  responses: { 200: inboxItem },
  problems: ['INBOX_ITEM_NOT_FOUND'],
});
export const inboxHistory = route({
  method: 'GET',
  path: '/inbox/:id/history',
  permission: 'inbox:read',
  tag: 'inbox',
  summary: 'Everything that happened to an inbox item, oldest first',
  params: itemParams,
  query: pageQuery,
  responses: { 200: pageOf(inboxEvent) },
  problems: ['INBOX_ITEM_NOT_FOUND'],
});
export const answerInboxItem = route({
  method: 'POST',
  path: '/inbox/:id/answer',
  permission: 'inbox:answer',
  tag: 'inbox',
  summary: 'Answer',
  params: itemParams,
  body: z.union([
    z.strictObject({
      decision: z.enum(['approved', 'rejected']),
      raiseMicros: microDollars.min(0).max(1e15).optional().meta({
        description:
          'Of the kind `budget`, with `approved`: by how much. Without it: `budget.raiseMicros`. 0: only try again, it was raised elsewhere',
      }),
      comment,
    }),
    z.strictObject({ values: z.record(z.string(), z.unknown()), comment }),
    z.strictObject({
      decision: z.enum(['happened', 'repeat', 'fail']),
      output: z
        .unknown()
        .optional()
        .meta({ description: 'With `happened`: what the step gave; checked against its kind' }),
      comment,
    }),
  ]),
  responses: { 200: inboxItem },
  problems: ['INBOX_ITEM_NOT_FOUND', 'INBOX_ITEM_CLOSED', 'INBOX_NOT_ASSIGNED', 'VALIDATION_FAILED'],
});
export const delegateInboxItem = route({
  method: 'POST',
  path: '/inbox/:id/delegate',
  permission: 'inbox:answer',
  tag: 'inbox',
  summary: 'Pass your answer on to somebody else',
  params: itemParams,
  body: z.strictObject({ to: recipient, comment }),
  responses: { 200: inboxItem },
  problems: [
    'INBOX_ITEM_NOT_FOUND',
    'INBOX_ITEM_CLOSED',
    'INBOX_NOT_ASSIGNED',
    'INBOX_QUORUM_IMPOSSIBLE',
    'VALIDATION_FAILED',
  ],
});
export const withdrawDelegation = route({
  method: 'POST',
  path: '/inbox/:id/withdraw',
  permission: 'inbox:answer',
  tag: 'inbox',
  summary: 'Take back what you passed on, while it is not answered',
  params: itemParams,
  responses: { 200: inboxItem },
  problems: ['INBOX_ITEM_NOT_FOUND', 'INBOX_ITEM_CLOSED', 'INBOX_NOT_ASSIGNED', 'CONFLICT'],
});
export const assignInboxItem = route({
  method: 'POST',
  path: '/inbox/:id/assign',
  permission: 'inbox:assign',
  tag: 'inbox',
  summary: 'Ask other people instead; answers that were given stay',
  params: itemParams,
  body: z.strictObject({ assignees: z.array(recipient).min(1).max(100), comment }),
  responses: { 200: inboxItem },
  problems: [
    'INBOX_ITEM_NOT_FOUND',
    'INBOX_ITEM_CLOSED',
    'INBOX_NOT_ASSIGNED',
    'INBOX_QUORUM_IMPOSSIBLE',
    'VALIDATION_FAILED',
  ],
});

export const inboxDraft = z.object({
  values: z.record(z.string(), z.unknown()).nullable().meta({ description: 'As typed so far; not checked' }),
  comment: z.string().nullable(),
  savedAt: timestamp.nullable().meta({ description: 'null: nothing is kept' }),
});
export type InboxDraft = z.infer<typeof inboxDraft>;
export const getInboxDraft = route({
  method: 'GET',
  path: '/inbox/:id/draft',
  permission: 'inbox:answer',
  tag: 'inbox',
  summary: 'What you have typed so far',
  params: itemParams,
  responses: { 200: inboxDraft },
  problems: ['INBOX_ITEM_NOT_FOUND'],
});
export const saveInboxDraft = route({
  method: 'PUT',
  path: '/inbox/:id/draft',
  permission: 'inbox:answer',
  tag: 'inbox',
  summary: 'Keep what you have typed; it is yours alone and goes when the item is closed',
  params: itemParams,
  bodyLimit: 256 * 1024,
  body: z.strictObject({ values: z.record(z.string(), z.unknown()).optional(), comment }),
  responses: { 200: inboxDraft },
  problems: ['INBOX_ITEM_NOT_FOUND', 'INBOX_ITEM_CLOSED', 'INBOX_NOT_ASSIGNED'],
});

export const inboxRoutes = {
  listInbox,
  getInboxItem,
  inboxHistory,
  answerInboxItem,
  delegateInboxItem,
  withdrawDelegation,
  assignInboxItem,
  getInboxDraft,
  saveInboxDraft,
};
