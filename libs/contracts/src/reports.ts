import { z } from 'zod';
import { agentFigures } from './agents.js';
import { getSpend } from './ai-usage.js';
import type { Cell } from './csv.js';
import { agentId, workflowId } from './ids.js';
import { timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';
import { timezone } from './timezone.js';

const tag = 'reports';
const count = z.number().int();
const milliseconds = z.number().nullable();

/** Exact, by nearest rank: p95 is the shortest time that 95 of 100 do not exceed. Null where nothing ended. */
const times = z.object({ p50: milliseconds, p95: milliseconds });

/** Runs that were created in a span of time, as they stand now. */
export const runFigures = z.object({
  runs: count.meta({ description: 'All that were created, those of sub-workflows included' }),
  succeeded: count,
  failed: count,
  cancelled: count,
  open: count.meta({ description: 'Not ended: queued, running, waiting or paused' }),
  success: z.number().min(0).max(1).nullable().meta({ description: 'Of those that succeeded or failed; null: none' }),
  durationMs: times.meta({ description: 'From begin to end, time in which people were waited for included' }),
});
export type RunFigures = z.output<typeof runFigures>;

const span = {
  from: timestamp.optional().meta({ description: 'RFC 3339, UTC; the begin of its hour or day counts' }),
  to: timestamp.optional().meta({ description: 'RFC 3339, UTC; exclusive; now when absent' }),
  timezone: timezone.default('UTC').meta({ description: 'Whose days are meant: an IANA zone such as Europe/Berlin' }),
};
const format = z
  .enum(['json', 'csv'])
  .default('json')
  .meta({ description: 'csv: the same figures as a table, RFC 4180 in UTF-8' });
const spanned = { from: timestamp, to: timestamp };

const figureHead = ['runs', 'succeeded', 'failed', 'cancelled', 'open', 'success', 'p50Ms', 'p95Ms'];
const figureCells = ({ runs, succeeded, failed, cancelled, open, success, durationMs }: RunFigures): Cell[] => [
  ...[runs, succeeded, failed, cancelled, open, success],
  ...[durationMs.p50, durationMs.p95],
];

/** Most bars of one chart. */
export const reportSlots = 200;

export const runReport = z.object({
  ...spanned,
  items: z.array(runFigures.extend({ at: timestamp.meta({ description: 'Begin of the hour or day' }) })).meta({
    description: 'Hours or days in their order, without gaps',
  }),
  totals: runFigures,
  before: runFigures.meta({ description: 'The same length of time just before, to compare with' }),
});
export type RunReport = z.output<typeof runReport>;
export const getRunReport = route({
  method: 'GET',
  path: '/reports/usage',
  permission: 'runs:read',
  tag,
  summary: 'Runs over time: how many, how they ended, how long they took; beside the period before',
  query: z.object({
    by: z.enum(['hour', 'day']).default('day'),
    workflowId: workflowId.optional(),
    format,
    ...span,
  }),
  responses: { 200: runReport },
  csv: ({ items }: RunReport) => ({
    name: 'runs',
    head: ['at', ...figureHead],
    rows: items.map((row) => [row.at, ...figureCells(row)]),
  }),
  problems: ['VALIDATION_FAILED'],
});

export const workflowReport = z.object({
  ...spanned,
  items: z
    .array(
      runFigures.extend({ workflowId, workflowName: z.string().meta({ description: 'As its newest run has it' }) }),
    )
    .meta({ description: 'Workflows that ran, the one with most runs first; at most 500' }),
});
export type WorkflowReport = z.output<typeof workflowReport>;
export const getWorkflowReport = route({
  method: 'GET',
  path: '/reports/workflows',
  permission: 'runs:read',
  tag,
  summary: 'Each workflow: runs, success, duration; the last 30 days unless set',
  query: z.object({ format, ...span }),
  responses: { 200: workflowReport },
  csv: ({ items }: WorkflowReport) => ({
    name: 'workflows',
    head: ['workflowId', 'workflow', ...figureHead],
    rows: items.map((row) => [row.workflowId, row.workflowName, ...figureCells(row)]),
  }),
  problems: ['VALIDATION_FAILED'],
});

const peopleFigures = z.object({
  answered: count,
  expired: count.meta({ description: 'Nobody answered in time' }),
  answerMs: times.meta({ description: 'From the question to the answer that closed it' }),
});
export const peopleReport = z.object({
  ...spanned,
  items: z
    .array(
      peopleFigures.extend({
        workflowId: workflowId.nullable().meta({ description: 'null: agents asked that work for no workflow' }),
        workflowName: z.string(),
      }),
    )
    .meta({
      description: 'Workflows that asked, most answers first; at most 500',
    }),
  totals: peopleFigures,
});
export type PeopleReport = z.output<typeof peopleReport>;
export const getPeopleReport = route({
  method: 'GET',
  path: '/reports/people',
  permission: 'inbox:read',
  tag,
  summary: 'How long people take to answer, by the workflow that asks; questions closed in the last 30 days unless set',
  query: z.object({ format, ...span }),
  responses: { 200: peopleReport },
  csv: ({ items }: PeopleReport) => ({
    name: 'people',
    head: ['workflowId', 'workflow', 'answered', 'expired', 'p50Ms', 'p95Ms'],
    rows: items.map((row) => [
      row.workflowId,
      row.workflowName,
      ...[row.answered, row.expired, row.answerMs.p50, row.answerMs.p95],
    ]),
  }),
  problems: ['VALIDATION_FAILED'],
});

const agentRow = z.object({
  agentId,
  agentName: z.string().meta({ description: 'As its newest task has it' }),
  ...agentFigures,
});
export const agentReport = z.object({
  ...spanned,
  items: z.array(agentRow).meta({ description: 'Agents that were given tasks, most tasks first; at most 500' }),
});
export type AgentReport = z.output<typeof agentReport>;
export const getAgentReport = route({
  method: 'GET',
  path: '/reports/agents',
  permission: 'agents:read',
  tag,
  summary: 'Each agent: tasks, success, duration, cost, ratings; of the tasks begun in the last 30 days unless set',
  query: z.object({ format, ...span }),
  responses: { 200: agentReport },
  csv: ({ items }: AgentReport) => ({
    name: 'agents',
    head: ['agentId', 'agent', ...agentColumns],
    rows: items.map((row) => [row.agentId, row.agentName, ...agentColumns.map((column) => row[column])]),
  }),
  problems: ['VALIDATION_FAILED'],
});
const agentColumns = Object.keys(agentFigures) as (keyof typeof agentFigures)[];

/** Answered by the service that keeps the tasks. */
export const agentReportRpc = {
  report: rpc({
    service: 'agents',
    method: 'agents.report',
    permission: 'agents:read',
    timeoutMs: 15_000,
    request: z.object({ from: timestamp, to: timestamp }),
    response: agentReport,
  }),
} as const;

export const getCostReport = route({
  method: 'GET',
  path: '/reports/costs',
  permission: 'ai:read',
  tag,
  summary:
    'What model calls cost and saved, over days, or by model, provider, workflow, agent or task; the last 30 days unless set',
  query: z.object({ format, ...getSpend.query.shape }),
  responses: getSpend.responses,
  csv: ({ items }: z.output<(typeof getSpend.responses)[200]>) => ({
    name: 'costs',
    head: ['key', ...costColumns],
    rows: items.map((row) => [row.key, ...costColumns.map((column) => row[column])]),
  }),
});
const costColumns = [
  'calls',
  'failures',
  'cachedCalls',
  'inputTokens',
  'outputTokens',
  'costMicros',
  'savedMicros',
] as const;

export const reportRoutes = { getRunReport, getWorkflowReport, getPeopleReport, getAgentReport, getCostReport };
