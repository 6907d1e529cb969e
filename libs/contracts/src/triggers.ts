import { z } from 'zod';
import { nodeId } from '#libs/workflow';
import { runId, triggerId, workflowId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';
import { runStatus } from './runs.js';

const tag = 'triggers';
const params = z.object({ id: workflowId });
const ofNode = params.extend({ node: nodeId });

/** Kinds that start runs by themselves. `trigger.api` and `trigger.manual` wait to be asked. */
export const automaticTrigger = z.enum([
  'trigger.webhook',
  'trigger.schedule',
  'trigger.event',
  'trigger.chat',
  'trigger.workflow',
  'trigger.error',
]);
export type AutomaticTrigger = z.infer<typeof automaticTrigger>;

export const trigger = z.object({
  id: triggerId,
  workflowId,
  node: z.string(),
  kind: automaticTrigger,
  version: z.number().int().meta({ description: 'Version of the workflow whose node this is' }),
  state: z.enum(['active', 'paused']),
  url: z
    .string()
    .nullable()
    .meta({ description: 'trigger.webhook: where to send to. Whoever knows it may start runs' }),
  nextAt: z.array(timestamp).meta({ description: 'trigger.schedule: the next times, at most five' }),
  lastFiredAt: timestamp.nullable(),
  createdAt: timestamp,
});
export type Trigger = z.infer<typeof trigger>;

export const listTriggers = route({
  method: 'GET',
  path: '/workflows/:id/triggers',
  permission: 'triggers:read',
  tag,
  summary: 'What starts the published version by itself: webhooks with their addresses, schedules, events',
  params,
  query: pageQuery,
  responses: { 200: pageOf(trigger) },
  problems: ['WORKFLOW_NOT_FOUND'],
});
const ofTrigger = (action: string, summary: string) =>
  route({
    method: 'POST',
    path: `/workflows/:id/triggers/:node/${action}`,
    permission: 'triggers:write',
    tag,
    summary,
    params: ofNode,
    body: z.strictObject({}).default({}),
    responses: { 200: trigger },
    problems: ['WORKFLOW_NOT_FOUND', 'TRIGGER_NOT_FOUND'],
  });
export const pauseTrigger = ofTrigger('pause', 'Start no more runs until resumed; survives publishing');
export const resumeTrigger = ofTrigger('resume', 'Start runs again; what was missed meanwhile stays missed');
export const rotateTrigger = ofTrigger('rotate', 'Give a webhook another address; the old one answers 404 from now on');

export const webhookTrigger = trigger.omit({ kind: true, nextAt: true }).extend({
  workflowName: z.string(),
  methods: z.array(z.string()),
  signed: z.boolean().meta({ description: 'Requests must carry a signature; see the node of the workflow' }),
});
export type WebhookTrigger = z.infer<typeof webhookTrigger>;
export const listHooks = route({
  method: 'GET',
  path: '/hooks',
  permission: 'triggers:read',
  tag,
  summary: 'All webhooks of published workflows, with their addresses',
  query: pageQuery,
  responses: { 200: pageOf(webhookTrigger) },
});

/** What GET, POST and PUT of a webhook have in common. The body is read by the trigger, since its signature covers the bytes. */
const hook = (method: 'GET' | 'POST' | 'PUT') =>
  route({
    method,
    path: '/hooks/:token',
    permission: 'public',
    tag,
    summary: `Webhook: starts a run (${method}, if the trigger takes it), and answers as its workflow does`,
    params: z.object({ token: z.string().max(200) }),
    query: z.looseObject({}),
    headers: z.looseObject({}),
    ...(method === 'GET' ? {} : { body: z.instanceof(Uint8Array).optional() }),
    raw: true,
    bodyLimit: 4 * 1024 * 1024,
    responses: { 200: 'raw', 202: z.object({ id: runId, status: runStatus }) },
    problems: [
      'HOOK_NOT_FOUND',
      'HOOK_SIGNATURE_INVALID',
      'HOOK_RUN_FAILED',
      'METHOD_NOT_ALLOWED',
      'MALFORMED_JSON',
      'UNSUPPORTED_MEDIA_TYPE',
      'RUN_INPUT_INVALID',
      'LIMIT_EXCEEDED',
    ],
  });
export const getHook = hook('GET');
export const postHook = hook('POST');
export const putHook = hook('PUT');

export const triggerRoutes = {
  listTriggers,
  pauseTrigger,
  resumeTrigger,
  rotateTrigger,
  listHooks,
  getHook,
  postHook,
  putHook,
};
