import {
  agentEvents,
  budgetEvents,
  newId,
  notificationEvents,
  runEventsOut,
  type EventData,
  type EventSpec,
  type WatchedEvent,
} from '#libs/contracts';
import { noticeOf } from '../deliveries/budget-notice.js';

/** What is said of an event, whoever hears it. */
export interface Said {
  subject: string;
  text: string;
  /** Path in the web app. */
  link?: string;
  runId?: string;
}

interface Watched {
  /** The platform's event that tells of it; undefined for what the platform looks at by itself. */
  type: string | undefined;
  /** Whether this event is one. Always unless set. */
  is?(data: never): boolean;
  say(data: never): Said;
  /** Data of a made-up event, to try a watcher with. */
  sample(): unknown;
}

type Run = EventData<typeof runEventsOut.runFailed>;
type Opened = EventData<typeof runEventsOut.inboxItemOpened>;
type Task = EventData<typeof agentEvents.taskFinished>;
type Budget = EventData<typeof budgetEvents.budgetWarned>;
type Delivered = EventData<typeof notificationEvents.deliveryFinished>;
/** Of `queue.aged`. */
export interface QueueAge {
  oldestMs: number;
  olderThanMs: number;
}

const minutes = (ms: number) =>
  ms < 120_000 ? `${Math.round(ms / 1000)} seconds` : `${Math.round(ms / 60_000)} minutes`;
const sampleRun = () => ({
  runId: newId('run'),
  workflowId: newId('workflow'),
  workflowName: 'Example workflow',
  version: 1,
});
const sampleBudget = (spentMicros: number): Budget => ({
  ...{ budgetId: newId('budget'), name: 'Example budget', scope: 'company', scopeId: null, runId: null },
  ...{ action: 'warn', spentMicros, limitMicros: 10_000_000, resetsAt: null },
});
const ofRun = (ended: string, more: (run: Run) => string) => (run: Run) => ({
  subject: `"${run.workflowName}" ${ended}`,
  text: more(run),
  link: `/runs/${run.runId}`,
  runId: run.runId,
});
const version = ({ version }: Run) => `Version ${version}.`;
const budget = (type: 'budget.warned.v1' | 'budget.exceeded.v1') => (fact: Budget) => {
  const { subject, text, link } = noticeOf(type, fact);
  return { subject, text, ...(link === undefined ? {} : { link }) };
};

/** Everything that watchers wait for. */
export const watchedEvents: Record<WatchedEvent, Watched> = {
  'run.failed': {
    type: runEventsOut.runFailed.type,
    say: ofRun('failed', ({ error }) => (error.path ? `${error.path}: ${error.message}` : error.message)),
    sample: () => ({ ...sampleRun(), error: { code: 'STEP_FAILED', message: 'An example of a failure' } }),
  },
  'run.cancelled': { type: runEventsOut.runCancelled.type, say: ofRun('was cancelled', version), sample: sampleRun },
  'run.succeeded': {
    type: runEventsOut.runSucceeded.type,
    say: ofRun('succeeded', version),
    sample: () => ({ ...sampleRun(), usage: { inputTokens: 0, outputTokens: 0, costMicros: 0 } }),
  },
  'approval.waiting': {
    type: runEventsOut.inboxItemOpened.type,
    say: ({ itemId, title, deadline, runId }: Opened) => ({
      subject: 'Somebody has to decide',
      text: `${title}\nUntil ${deadline.slice(0, 16).replace('T', ' ')} UTC.`,
      link: `/inbox/${itemId}`,
      ...(runId === null ? {} : { runId }),
    }),
    sample: () => ({
      ...{ itemId: newId('inboxItem'), runId: null, title: 'Example question', assignees: ['role:operator'] },
      deadline: new Date().toISOString(),
    }),
  },
  'agent.failed': {
    type: agentEvents.taskFinished.type,
    is: ({ status }: Task) => status === 'failed',
    say: ({ taskId, runId }: Task) => ({
      subject: 'A task of an agent failed',
      text: runId === null ? 'Nobody waits for it.' : 'A run waits for its result.',
      link: `/tasks/${taskId}`,
      ...(runId === null ? {} : { runId }),
    }),
    sample: () => ({
      ...{ taskId: newId('task'), key: null, attempt: null, runId: null, stepPath: null },
      ...{ status: 'failed', agentId: newId('agent') },
    }),
  },
  'budget.warned': {
    type: budgetEvents.budgetWarned.type,
    say: budget('budget.warned.v1'),
    sample: () => sampleBudget(8_000_000),
  },
  'budget.exceeded': {
    type: budgetEvents.budgetExceeded.type,
    say: budget('budget.exceeded.v1'),
    sample: () => sampleBudget(10_000_000),
  },
  'delivery.failed': {
    type: notificationEvents.deliveryFinished.type,
    is: ({ status }: Delivered) => status === 'failed',
    say: ({ runId }: Delivered) => ({
      subject: 'A message could not be delivered',
      text: 'The delivery log says why.',
      link: '/administration/deliveries?status=failed',
      ...(runId === null ? {} : { runId }),
    }),
    sample: () => ({ deliveryId: newId('delivery'), status: 'failed', runId: null }),
  },
  'queue.aged': {
    type: undefined,
    say: ({ oldestMs, olderThanMs }: QueueAge) => ({
      subject: 'Work waits too long',
      text: `The oldest has waited for ${minutes(oldestMs)}; at most ${minutes(olderThanMs)} were asked for.`,
      link: '/administration/health',
    }),
    sample: (): QueueAge => ({ oldestMs: 600_000, olderThanMs: 300_000 }),
  },
};

/** The platform's events that watchers hear, by producer. */
export const heardEvents = {
  company: [
    runEventsOut.runSucceeded,
    runEventsOut.runFailed,
    runEventsOut.runCancelled,
    runEventsOut.inboxItemOpened,
  ] as EventSpec[],
  ai: Object.values(budgetEvents) as EventSpec[],
  agents: [agentEvents.taskFinished] as EventSpec[],
  notifications: [notificationEvents.deliveryFinished] as EventSpec[],
} as const;

/** What an event of the platform is to watchers; undefined when they do not wait for it. */
export function watchedBy(type: string, data: unknown): WatchedEvent | undefined {
  const found = Object.entries(watchedEvents).find(
    ([, each]) => each.type === type && (each.is?.(data as never) ?? true),
  );
  return found?.[0] as WatchedEvent | undefined;
}
