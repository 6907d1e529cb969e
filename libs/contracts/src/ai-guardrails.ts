import { z } from 'zod';
import { agentId, idOf } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'ai';

/** What may be done about a finding, weakest first. Of several policies the strictest counts. */
export const guardActions = {
  injection: ['off', 'flag', 'block'],
  pii: ['off', 'flag', 'redact', 'block'],
  secrets: ['off', 'flag', 'redact', 'block'],
  links: ['off', 'flag', 'strip', 'block'],
  images: ['off', 'flag', 'strip', 'block'],
} as const;
export type GuardTopic = keyof typeof guardActions;
export type GuardAction = (typeof guardActions)[GuardTopic][number];

export const piiKinds = ['email', 'phone', 'iban', 'card', 'ip', 'national-id'] as const;
export type PiiKind = (typeof piiKinds)[number];

const fields = {
  injection: z
    .enum(guardActions.injection)
    .meta({ description: 'What is done about texts that look like instructions smuggled into a request' }),
  injectionThreshold: z
    .number()
    .min(0.1)
    .max(1)
    .meta({ description: 'Score from which signals count as an injection; the lower, the more is found' }),
  pii: z.enum(guardActions.pii).meta({
    description: 'Personal data in requests; `redact` hides it from the model and puts it back into the answer',
  }),
  piiKinds: z.array(z.enum(piiKinds)).min(1).max(piiKinds.length).meta({ description: 'Which kinds count' }),
  secrets: z
    .enum(guardActions.secrets)
    .meta({ description: 'Keys, passwords and marker texts in answers; `redact` replaces them for good' }),
  canaries: z.array(z.string().min(8).max(100)).max(20).meta({
    description: 'Marker texts that must never come back in an answer, in any encoding. Not a place for real secrets',
  }),
  links: z.enum(guardActions.links).meta({ description: 'Links in answers to hosts that are not allowed' }),
  images: z
    .enum(guardActions.images)
    .meta({ description: 'Images, and whatever else is loaded by itself, of hosts that are not allowed' }),
  allowedHosts: z
    .array(
      z
        .string()
        .regex(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i, 'expected a host such as example.com or *.example.com')
        .max(253),
    )
    .max(200)
    .meta({ description: 'Hosts that links and images may point to' }),
};

/** What a company wants of its guardrails. Telemetry and policy input: what an agent may do is bounded by its permissions. */
export const guardPolicy = z.strictObject({
  injection: fields.injection.default('flag'),
  injectionThreshold: fields.injectionThreshold.default(0.6),
  pii: fields.pii.default('off'),
  piiKinds: fields.piiKinds.default([...piiKinds]),
  secrets: fields.secrets.default('flag'),
  canaries: fields.canaries.default([]),
  links: fields.links.default('off'),
  images: fields.images.default('flag'),
  allowedHosts: fields.allowedHosts.default([]),
});
export type GuardPolicy = z.output<typeof guardPolicy>;

/** What an agent or a single call wants beyond its company's policy: it can make things stricter, never laxer. */
export const guardPolicyPart = z.strictObject(fields).partial();
export type GuardPolicyPart = z.output<typeof guardPolicyPart>;

export const guardDetectors = ['injection', 'pii', 'secret', 'canary', 'link', 'image'] as const;
const finding = {
  detector: z.enum(guardDetectors),
  kind: z.string().meta({ description: 'What exactly: override, email, openai-key …' }),
  action: z.string().meta({ description: 'What the policy says about it: flag, redact, strip or block' }),
  reason: z.string(),
  sample: z.string().meta({ description: 'Masked' }),
  score: z.number().nullable().meta({ description: 'Of an injection, 0 to 1' }),
};
export const guardFinding = z.object({
  ...finding,
  start: z.number().int().meta({ description: 'Place in the text, UTF-16 units' }),
  end: z.number().int(),
});

export const guardVerdict = z.object({
  id: idOf('aiVerdict'),
  at: timestamp,
  direction: z.enum(['in', 'out']),
  ...finding,
  place: z.string().meta({ description: '`messages[2].content`, `text`, `reasoning`, `toolCalls[0]`' }),
  count: z.number().int().meta({ description: 'Findings of this kind in this place' }),
  task: z.string(),
  runId: z.string().nullable(),
  stepPath: z.string().nullable(),
  workflowId: z.string().nullable(),
  agentId: z.string().nullable(),
  taskId: z.string().nullable(),
  userId: z.string().nullable(),
});
export type GuardVerdict = z.infer<typeof guardVerdict>;

export const listVerdicts = route({
  method: 'GET',
  path: '/ai/guardrails/verdicts',
  permission: 'ai:read',
  tag,
  summary: 'What the guardrails found, newest first',
  query: pageQuery.extend({
    runId: z.string().max(60).optional(),
    agentId: agentId.optional(),
    detector: z.enum(guardDetectors).optional(),
    direction: z.enum(['in', 'out']).optional(),
  }),
  responses: { 200: pageOf(guardVerdict) },
});
export const checkText = route({
  method: 'POST',
  path: '/ai/guardrails/check',
  permission: 'ai:use',
  tag,
  summary: 'Try the guardrails on a text; nothing is recorded',
  bodyLimit: 2 * 1024 * 1024,
  body: z.strictObject({
    text: z.string().max(1_000_000),
    direction: z.enum(['in', 'out']).default('in'),
    policy: guardPolicyPart.optional().meta({ description: "Instead of the company's: what it names, and defaults" }),
  }),
  responses: {
    200: z.object({
      outcome: z.enum(['pass', 'flag', 'change', 'block']),
      findings: z.array(guardFinding).max(1000),
      text: z.string().meta({ description: 'As it would go on' }),
    }),
  },
});

export const agentGuardPolicy = z.object({ agentId, policy: guardPolicyPart, updatedAt: timestamp });
const params = z.object({ agentId });
export const listAgentGuardPolicies = route({
  method: 'GET',
  path: '/ai/guardrails/agents',
  permission: 'ai:read',
  tag,
  summary: 'Agents with guardrails of their own',
  query: pageQuery,
  responses: { 200: pageOf(agentGuardPolicy) },
});
export const setAgentGuardPolicy = route({
  method: 'PUT',
  path: '/ai/guardrails/agents/:agentId',
  permission: 'ai:write',
  tag,
  summary: 'Make the guardrails of one agent stricter than those of the company; in force within five seconds',
  params,
  body: guardPolicyPart,
  responses: { 200: agentGuardPolicy },
  problems: ['AGENT_NOT_FOUND'],
});
export const deleteAgentGuardPolicy = route({
  method: 'DELETE',
  path: '/ai/guardrails/agents/:agentId',
  permission: 'ai:write',
  tag,
  summary: 'Give an agent the guardrails of the company alone',
  params,
  responses: { 204: 'empty' },
  problems: ['AGENT_NOT_FOUND'],
});

export const aiGuardRoutes = {
  listVerdicts,
  checkText,
  listAgentGuardPolicies,
  setAgentGuardPolicy,
  deleteAgentGuardPolicy,
};
