import { AppError } from '#libs/contracts';
import { issuesOf } from '#libs/platform/http';
import type { Definition, WorkflowNode } from '#libs/workflow';
import { scheduleConfig } from '../triggers/trigger-configs.js';

/** When a goal runs, as it was given with it. */
export interface GoalTiming {
  /** Five fields of cron, an ISO 8601 period, or one time. */
  schedule: string;
  timezone: string;
}

/** The configuration of its trigger. @throws SCHEDULE_INVALID naming the field */
export function timingConfig({ schedule, timezone }: GoalTiming): Record<string, unknown> {
  const field = /^P/i.test(schedule) ? 'every' : /^\d{4}-\d\d-\d\d/.test(schedule) ? 'at' : 'cron';
  const config = { [field]: schedule, timezone };
  const parsed = scheduleConfig.safeParse(config);
  if (parsed.success) return config;
  const issues = issuesOf(parsed.error);
  throw new AppError('SCHEDULE_INVALID', { detail: `schedule: ${issues[0]?.message}`, issues });
}

const isTrigger = ({ kind }: WorkflowNode) => kind.startsWith('trigger.');
export const isSchedule = ({ kind }: WorkflowNode) => kind === 'trigger.schedule';

/**
 * The plan with the triggers that every goal has: it can be started by hand, and comes when it was said to, whatever the model made of the
 * time. Triggers that are added begin where the others do.
 */
export function withTriggers(definition: Definition, timing: Record<string, unknown> | undefined): Definition {
  const timed = timing ? withSchedule(definition, timing) : definition;
  return timed.nodes.some(({ kind }) => kind === 'trigger.manual')
    ? timed
    : added(timed, { id: freeId(timed, 'start'), kind: 'trigger.manual', config: {} });
}

function withSchedule(definition: Definition, config: Record<string, unknown>): Definition {
  const [first, ...others] = definition.nodes.filter(isSchedule);
  if (!first) return added(definition, { id: freeId(definition, 'schedule'), kind: 'trigger.schedule', config });
  const surplus = new Set(others.map(({ id }) => id));
  const nodes = definition.nodes
    .filter(({ id }) => !surplus.has(id))
    .map((node) => (node.id === first.id ? { ...node, config } : node));
  return { ...definition, nodes, edges: definition.edges.filter(({ from }) => !surplus.has(from)) };
}

function added(definition: Definition, trigger: WorkflowNode): Definition {
  const { nodes, edges } = definition;
  const triggers = new Set(nodes.filter(isTrigger).map(({ id }) => id));
  const led = new Set(edges.map(({ to }) => to));
  const first =
    triggers.size > 0
      ? edges.filter(({ from }) => triggers.has(from)).map(({ to }) => to)
      : nodes.filter(({ id, parent }) => parent === undefined && !led.has(id)).map(({ id }) => id);
  const begins = [...new Set(first)].map((to) => ({ from: trigger.id, to }));
  return { ...definition, nodes: [trigger, ...nodes], edges: [...begins, ...edges] };
}

function freeId({ nodes }: Definition, wanted: string): string {
  const taken = new Set(nodes.map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? wanted : `${wanted}${number}`;
    if (!taken.has(id)) return id;
  }
}
