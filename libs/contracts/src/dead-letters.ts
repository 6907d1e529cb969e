import { z } from 'zod';
import { deadLetterId, runId, workflowId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'dead letters';

/**
 * `step`: ended its worker again and again. `start`: a trigger's run found no room in the queue. `event`: a consumer failed at it
 * again and again.
 */
export const deadLetterSource = z.enum(['step', 'start', 'event']);
export type DeadLetterSource = z.infer<typeof deadLetterSource>;

export const deadLetter = z.object({
  id: deadLetterId,
  source: deadLetterSource,
  status: z.enum(['open', 'redriven']),
  subject: z.string().meta({ description: 'What it was: a step, a trigger of a workflow, an event' }),
  error: z.object({ code: z.string(), message: z.string() }),
  attempts: z.number().int().meta({ description: 'How often it was tried, redrives included' }),
  runId: runId.nullable(),
  workflowId: workflowId.nullable(),
  stepPath: z.string().nullable(),
  createdAt: timestamp,
  redrivenAt: timestamp.nullable(),
  redrivenRunId: runId.nullable().meta({ description: 'The run that the redrive started or continued' }),
});
export type DeadLetter = z.infer<typeof deadLetter>;

const filter = {
  source: deadLetterSource.optional(),
  workflowId: workflowId.optional(),
  runId: runId.optional(),
};
const params = z.object({ id: deadLetterId });

export const listDeadLetters = route({
  method: 'GET',
  path: '/dead-letters',
  permission: 'deadLetters:read',
  tag,
  summary: 'Everything that exhausted its bounds, newest first',
  query: pageQuery.extend({ ...filter, status: z.enum(['open', 'redriven']).default('open') }),
  responses: { 200: pageOf(deadLetter) },
});
export const getDeadLetter = route({
  method: 'GET',
  path: '/dead-letters/:id',
  permission: 'deadLetters:read',
  tag,
  summary: 'One dead letter, with what it holds',
  params,
  responses: {
    200: deadLetter.extend({ payload: z.unknown().meta({ description: 'The event, or the input of the start' }) }),
  },
  problems: ['DEAD_LETTER_NOT_FOUND'],
});
export const redriveDeadLetter = route({
  method: 'POST',
  path: '/dead-letters/:id/redrive',
  permission: 'deadLetters:redrive',
  tag,
  summary: 'Try it once more; one that was redriven stays as it is',
  params,
  responses: { 200: deadLetter },
  problems: ['DEAD_LETTER_NOT_FOUND', 'REDRIVE_FAILED', 'RATE_LIMITED'],
});
export const redriveDeadLetters = route({
  method: 'POST',
  path: '/dead-letters/redrive',
  permission: 'deadLetters:redrive',
  tag,
  summary: 'Try all open ones of a filter once more, oldest first',
  body: z.strictObject({ ...filter, limit: z.number().int().min(1).max(500).default(100) }).default({ limit: 100 }),
  responses: {
    200: z.object({
      redriven: z.array(deadLetterId),
      failed: z.array(z.object({ id: deadLetterId, code: z.string(), message: z.string() })),
      more: z.boolean().meta({ description: 'Some of the filter are left: ask again' }),
    }),
  },
});
export const deleteDeadLetter = route({
  method: 'DELETE',
  path: '/dead-letters/:id',
  permission: 'deadLetters:redrive',
  tag,
  summary: 'Give it up',
  params,
  responses: { 204: 'empty' },
  problems: ['DEAD_LETTER_NOT_FOUND'],
});

export const deadLetterRoutes = {
  listDeadLetters,
  getDeadLetter,
  redriveDeadLetter,
  redriveDeadLetters,
  deleteDeadLetter,
};
